"""A course on the disk: its exercises and settings, their solutions, the submissions of its students."""
