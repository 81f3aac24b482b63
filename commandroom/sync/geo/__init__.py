"""Outlines, divisions, layers and tiles that come in."""
