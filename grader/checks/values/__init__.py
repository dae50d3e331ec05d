"""Values of an exercise and of a submission: resolved, compared, shown."""
