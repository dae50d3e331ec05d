"""What came of it, for people and programs: one format a file."""
