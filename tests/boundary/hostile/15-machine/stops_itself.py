# tries: Stops itself.
# outcome: completed
# on: good
# fails: finds, seen

import os
import signal


def find_notes(session, word):
    os.kill(os.getpid(), signal.SIGSTOP)
