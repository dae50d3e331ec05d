# tries: An honest alarm that rings some time after the import, between two runs or in the middle of one.
# on: modern_typed
# only: posts-of-author
# points: at most 6
import signal

signal.setitimer(signal.ITIMER_REAL, 0.05)
