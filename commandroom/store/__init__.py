"""SQLite through SQLAlchemy Core; nobody else writes SQL."""
