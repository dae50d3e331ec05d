# tries: HTML, escape codes, Markdown and formulas in an exception.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen

def find_notes(session, word):
    raise ValueError("<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31mred\x1b[0m\x1b]0;title\x07 | a | b | ![x](http://h/x) =HYPERLINK(\"http://h\") \x00\x08\ufffe ]]> ${{ secrets.X }} ::error::x")
