# tries: A source with: deep sum.
# outcome: completed|crashed|import_failed|out_of_memory|timed_out
# on: good
# make: deep_sum

