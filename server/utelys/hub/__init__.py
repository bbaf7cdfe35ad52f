"""Who listens to what: frames made once, outboxes bounded, catching up the same as live."""
