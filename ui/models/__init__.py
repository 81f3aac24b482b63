"""Qt item models; read through Desk, refresh on Changes."""
