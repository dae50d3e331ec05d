# tries: The same in SQL.
# outcome: completed
# points: 8
# on: good
# fails: of-one

from sqlalchemy import text


def remarks_of(session, note):
    for i in range(3):
        session.execute(text("SELECT text FROM notes /* <script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31mred\x1b[0m\x1b]0;title\x07 | a | b | ![x](http://h/x) =HYPERLINK(\"http://h\") \x00\x08\ufffe ]]> ${{ secrets.X }} ::error::x */".replace("\x00", "").replace(":", "\\:")))
    return 7
