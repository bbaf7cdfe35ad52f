"""The command line: one module for each command, errors in one plain line."""
