"""What is told of a submission: its models, values, exceptions and statements; no code of its own runs for that."""
