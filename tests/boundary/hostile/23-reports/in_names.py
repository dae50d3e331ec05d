# tries: The same in names of classes and functions.
# outcome: completed
# points: 5
# on: good
# fails: finds, of-one

class Odd(Exception):
    pass


Odd.__name__ = Odd.__qualname__ = "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31mred\x1b[0m\x1b]0;title\x07 | a | b | ![x](http://h/x) =HYPERLINK(\"http://h\") \x00\x08\ufffe ]]> ${{ secrets.X }} ::error::x".replace("\x00", "")


def find_notes(session, word):
    raise Odd("x")


def remarks_of(session, note):
    return Odd()
