# tries: The same in names of tables and columns.
# outcome: completed
# on: good
# points: 10

from sqlalchemy import Column, Integer, Table

Table("<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31mred\x1b[0m\x1b]0;title\x07 | a | b | ![x](http://h/x) =HYPERLINK(\"http://h\") \x00\x08\ufffe ]]> ${{ secrets.X }} ::error::x".replace("\x00", "").replace("%", "")[:60], Base.metadata, Column("id", Integer, primary_key=True), Column("<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31mred\x1b[0m\x1b]0;title\x07 | a | b | ![x](http://h/x) =HYPERLINK(\"http://h\") \x00\x08\ufffe ]]> ${{ secrets.X }} ::error::x".replace("\x00", "")[:50], Integer))
