"""A client of Utelys for Python."""
