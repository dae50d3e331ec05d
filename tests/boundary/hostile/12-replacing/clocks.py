# tries: Replaces clocks.
# outcome: completed|crashed|import_failed|timed_out
# on: wrong
# points: at most 1

import time

time.monotonic = time.perf_counter = time.time = lambda: 0.0
