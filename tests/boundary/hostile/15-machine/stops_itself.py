# tries: Stops itself.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen

import os
import signal


def find_notes(session, word):
    os.kill(os.getpid(), signal.SIGSTOP)
