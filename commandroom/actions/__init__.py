"""One verb file per step; the only code that changes anything."""
