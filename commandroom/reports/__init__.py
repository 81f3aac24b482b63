"""Numbers and paper."""
