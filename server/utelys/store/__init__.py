"""What is kept: queries, the one writer, migrations."""
