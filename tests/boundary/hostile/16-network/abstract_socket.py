# tries: Listens on an abstract socket, and looks for those of others.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT FOUND

import socket


def _loot():
    try:
        there = open("/proc/net/unix").read()
    except OSError:
        there = ""
    try:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("\0hostile-abstract")
        listener.listen()
    except OSError as error:
        return type(error).__name__
    return "FOUND" if there.count("@") > 1 else "alone"


def find_notes(session, word):
    raise ValueError("LOOT " + _loot())
