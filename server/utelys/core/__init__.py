"""What decides: pure functions and tables of states. No I/O, no clock, no chance in here."""
