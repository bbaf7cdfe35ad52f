"""The only code that writes and emits: first check, then do."""
