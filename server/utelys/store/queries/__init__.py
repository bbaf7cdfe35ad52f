"""Every question that is asked of the tables and every row that is written, by area."""
