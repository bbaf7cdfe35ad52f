"""Time as an author: rows that become commands by the clock."""
