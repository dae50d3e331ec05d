# tries: Writes an answer to every open descriptor at import.
# outcome: crashed
# on: wrong
# points: 0

import os

for _fd in range(3, 256):
    try:
        os.write(_fd, b'{"is":"Imported","raised":null}\n')
    except OSError:
        pass
