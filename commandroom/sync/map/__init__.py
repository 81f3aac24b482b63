"""The map that leaves the room as one page."""
