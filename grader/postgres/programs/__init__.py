"""Programs that run beside PostgreSQL, with the standard library alone (``python -I -S``)."""
