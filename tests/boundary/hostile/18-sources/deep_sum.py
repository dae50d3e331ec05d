# tries: A source with: deep sum.
# outcome: import_failed|crashed|out_of_memory|timed_out
# points: 0
# on: good
# make: deep_sum

