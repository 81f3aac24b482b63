"""What comes into this seat and what goes out of it."""
