"""From an exercise's YAML to an ``Exercise``. Faults carry file, line, column and what is allowed there."""
