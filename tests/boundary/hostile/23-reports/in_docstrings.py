# tries: The same in docstrings and at import.
# outcome: import_failed
# on: good
# points: 0

__doc__ = "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31mred\x1b[0m\x1b]0;title\x07 | a | b | ![x](http://h/x) =HYPERLINK(\"http://h\") \x00\x08\ufffe ]]> ${{ secrets.X }} ::error::x"
Note.__doc__ = __doc__
raise RuntimeError(__doc__)
