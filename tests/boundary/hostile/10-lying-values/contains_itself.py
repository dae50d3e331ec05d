# tries: Returns contains itself.
# outcome: completed|out_of_memory|timed_out
# on: wrong
# points: at most 1

_self = []
_self.append(_self)
_self.append({1: _self})
_deep = []
for _ in range(100_000):
    _deep = [_deep]


def find_notes(session, word):
    return _self


def remarks_of(session, note):
    return _self
