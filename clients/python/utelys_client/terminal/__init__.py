"""Utelys in a terminal: lines in and lines out, which no slow or old screen minds."""
