"""The command room: everything but the window."""
