# tries: Stops itself and its group at import.
# outcome: timed_out
# on: nothing
# points: 0

import os
import signal

os.killpg(0, signal.SIGSTOP)
