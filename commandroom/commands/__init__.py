"""The headless door: one file per group of commands, stable for scripts and for support by telephone."""
