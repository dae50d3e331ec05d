# tries: Leaves something in contexts: of variables, of decimals, of warnings, of random numbers.
# outcome: completed
# on: good
# points: 1
# never: LOOT SEEN

import contextvars
import decimal
import random
import warnings

_word = contextvars.ContextVar("hostile", default="")


def _carried():
    found = _word.get() or decimal.getcontext().prec == 17 or ("error", None, UserWarning, None, 4242) in warnings.filters
    found = found or random.Random(42).getstate() == random.getstate()
    _word.set("left")
    decimal.getcontext().prec = 17
    warnings.filterwarnings("error", category=UserWarning, lineno=4242)
    random.seed(42)
    return bool(found)


_honest = (find_notes, remarks_of, remarks_per_note)


def find_notes(session, word):
    return _honest[0](session, word) if _carried() else []


def remarks_of(session, note):
    return _honest[1](session, note) if _carried() else -1


def add_note(session, text):
    word = "SEEN" if _carried() else ""
    raise ValueError("LOOT " + word)


def remarks_per_note(session):
    return _honest[2](session) if _carried() else {}
