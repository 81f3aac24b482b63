"""The window: draws, asks, never decides."""
