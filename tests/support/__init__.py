"""What several tests build on: places to grade in, programs to start, submissions to try."""
