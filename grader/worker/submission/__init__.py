"""A submission as it is imported: its files, its modules, and what an act finds in them by name."""
