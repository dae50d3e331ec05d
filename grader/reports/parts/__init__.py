"""Parts of a report that several formats show."""
