# tries: A source with: huge.
# outcome: completed|import_failed|timed_out|out_of_memory
# on: good
# make: huge

