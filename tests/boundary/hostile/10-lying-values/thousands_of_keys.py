# tries: Returns mappings and lists of thousands of values that are all nearly the same.
# outcome: completed
# points: 6
# on: good
# fails: few, of-one

from decimal import Decimal


def remarks_per_note(session):
    return {Decimal(1) + Decimal(number).scaleb(-12): [number % 2] * 9 for number in range(2000)}


def remarks_of(session, note):
    return [7.0 + number * 1e-13 for number in range(2000)]
