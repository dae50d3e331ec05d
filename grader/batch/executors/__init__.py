"""Who grades the items of a batch, one executor a file."""
