"""Who listens to which stream, and the bounded outbox of each connection."""
