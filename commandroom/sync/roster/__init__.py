"""Rosters and staff that come in and go out as files."""
