"""Outlines under a library's hands: true areas, gaps and overlaps, cutting and joining with shared edges kept."""
