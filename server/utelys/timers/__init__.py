"""Time is only another author: what is due is run as a command by the clock."""
