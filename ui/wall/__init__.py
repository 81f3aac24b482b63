"""The wall: a second window for a large screen, read from six metres."""
