"""What must reach someone outside a socket."""
