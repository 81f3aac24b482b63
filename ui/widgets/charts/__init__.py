"""Charts of a month on the screen."""
