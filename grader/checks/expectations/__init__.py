"""What a scenario expects, one kind of expectation a file."""
