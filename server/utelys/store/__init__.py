"""What is kept: one writer, many readers, group commit, free text encrypted."""
