# tries: A source with: deep minus.
# outcome: import_failed|crashed|out_of_memory|timed_out
# on: good
# make: deep_minus

