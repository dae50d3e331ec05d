"""What PostgreSQL says of a submission: its schema, rows, statements, errors and storage."""
