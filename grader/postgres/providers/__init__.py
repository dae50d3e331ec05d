"""Where PostgreSQL comes from, one provider a file."""
