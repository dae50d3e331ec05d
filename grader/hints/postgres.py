"""What SQLite takes and PostgreSQL refuses: a function, a type, a quote, a word of SQL, a row that is missing."""

from __future__ import annotations

from grader.hints.rule import HintRule

_TEXT_IN_DOUBLE_QUOTES = (
    'In PostgreSQL "{name}" in double quotes is a column. A text stands in single quotes; better still, write :value there'
    " and pass the value beside it."
)


def _sql(statement: str) -> str:
    """An example that is a statement."""
    return f"session.execute(text({statement!r}))"


def _function(call: str, instead: str) -> HintRule:
    """A function that PostgreSQL does not have, by a call of it."""
    name = call.partition("(")[0]
    return HintRule(
        "UndefinedFunction",
        rf"function (?P<name>{name})\(",
        f"PostgreSQL does not know this {{name}}(). {instead}.",
        f"session.execute(select(text({call!r})).select_from(User))",
    )


RULES = (
    # ---- functions that have another name
    _function("curdate()", "Use func.current_date()"),
    _function(
        "date('now', '-7 days')",
        "Count the days in Python (datetime.now() - timedelta(days=7)), and compare the column with that",
    ),
    _function(
        "date_format(now(), '%Y')", "Use func.to_char(column, 'YYYY-MM-DD'), or extract('year', column)"
    ),
    _function("datetime('now')", "Use func.now(), or a datetime of Python"),
    _function("group_concat(name)", "Use func.string_agg(column, ', ')"),
    _function("ifnull(name, '')", "Use func.coalesce(column, value)"),
    _function("iif(is_active, 1, 0)", "Use case((condition, value), else_=value)"),
    _function("instr(name, 'a')", "Use column.contains(text), or func.strpos(column, text)"),
    _function("isnull(name, '')", "Use func.coalesce(column, value), or column.is_(None)"),
    _function("julianday('now')", "Subtract one date from the other"),
    _function("last_insert_rowid()", "Read the id of the object after flush() or commit()"),
    _function("len(name)", "Use func.length(column)"),
    _function("month(now())", "Use extract('month', column)"),
    _function("nvl(name, '')", "Use func.coalesce(column, value)"),
    _function("printf('%d', 1)", "Use func.format(...), or put the text together in Python"),
    _function("rand()", "Use func.random()"),
    _function("strftime('%Y', now())", "Use func.to_char(column, 'YYYY-MM-DD'), or extract('year', column)"),
    _function("total(id)", "Use func.coalesce(func.sum(column), 0)"),
    _function("unixepoch('now')", "Use extract('epoch', column)"),
    _function("year(now())", "Use extract('year', column)"),
    # ---- functions and operators
    HintRule(
        "UndefinedFunction",
        r"function round\(double precision, integer\)",
        "PostgreSQL rounds to a number of digits only what is Numeric: cast(value, Numeric), or round in Python.",
        _sql("SELECT round(avg(id)::float, 2) FROM users"),
    ),
    HintRule(
        "UndefinedFunction",
        r"function (sum|avg|max|min)\(boolean\)",
        "PostgreSQL does not calculate with true and false: cast(column, Integer), or count the rows where it is true.",
        _sql("SELECT sum(is_active) FROM users"),
    ),
    HintRule(
        "UndefinedFunction",
        r"operator does not exist: [\w ]+ == ",
        "SQL compares with one =, not with two.",
        _sql("SELECT * FROM users WHERE name == 'Ada'"),
    ),
    HintRule(
        "UndefinedFunction",
        r"operator does not exist: (boolean . integer|integer . boolean)",
        "In PostgreSQL a Boolean is true or false, and never 1 or 0: write = true in SQL, == True in Python.",
        _sql("SELECT * FROM users WHERE is_active = 1"),
        others=(_sql("SELECT * FROM users WHERE 1 = is_active"),),
    ),
    HintRule(
        "UndefinedFunction",
        r"operator does not exist: (?P<left>[\w ]+?) \S+ (?P<right>[\w ]+)",
        "PostgreSQL does not compare {left} with {right}, where SQLite compares anything. Give the value in the"
        " column's own type: int(...) or str(...) in Python.",
        _sql("SELECT * FROM users WHERE name = 1"),
    ),
    HintRule(
        "UndefinedFunction",
        r"function ",
        "PostgreSQL has no such function for values of these types. Is it one of SQLite or MySQL?",
        _sql("SELECT soundex(name) FROM users"),
    ),
    # ---- GROUP BY and its kin
    HintRule(
        "GroupingError",
        r'column "(?P<column>[^"]+)" must appear in the GROUP BY',
        "{column} has several values in a group, and PostgreSQL does not pick one as SQLite does: put it into"
        " group_by(...), or take it out of the query.",
        _sql("SELECT users.name, count(*) FROM users"),
    ),
    HintRule(
        "GroupingError",
        "aggregate functions are not allowed in WHERE",
        "What is asked of count() or sum() stands in having(), not in filter().",
        _sql("SELECT id FROM users WHERE count(*) > 1"),
    ),
    HintRule(
        "InvalidColumnReference",
        r"SELECT DISTINCT",
        "With distinct(), PostgreSQL orders only by what is selected: add that column to the query.",
        _sql("SELECT DISTINCT name FROM users ORDER BY id"),
    ),
    # ---- values that do not fit
    HintRule(
        "StringDataRightTruncation",
        r"character varying\((?P<length>\d+)\)",
        "The text is longer than String({length}) allows. SQLite never looks at that number, PostgreSQL does: give"
        " the column more room, or take a text without a limit.",
        """
        session.add(User(name="Ada Lovelace"))
        session.flush()
        """,
    ),
    HintRule(
        "NumericValueOutOfRange",
        "",
        "The number is too big: Integer ends at 2147483647 in PostgreSQL. Take BigInteger, or String for what is"
        " never calculated with (a phone number, an ISBN).",
        """
        session.add(User(id=2**31, name="Ada"))
        session.flush()
        """,
    ),
    HintRule(
        "InvalidTextRepresentation",
        r'type (?P<type>[\w ]+): "(?P<value>[^"]*)"',
        "The column takes {type}, and “{value}” is none; SQLite would have stored it. Convert the value first, or"
        " is it the value of another column?",
        _sql("SELECT * FROM users WHERE id = 'Terry'"),
    ),
    HintRule(
        "DatatypeMismatch",
        r'column "(?P<column>[^"]+)" is of type (?P<type>[\w ]+) but expression is of type (?P<given>[\w ]+)',
        "{column} takes {type}, and it was given {given}; SQLite would have stored it. Convert the value first.",
        _sql("INSERT INTO users (name, is_active) VALUES ('Ada', 1)"),
    ),
    HintRule(
        "DatatypeMismatch",
        r"must be type boolean, not type (?P<given>[\w ]+)",
        "PostgreSQL wants a condition that is true or false there, not {given}: write what it is compared with.",
        _sql("SELECT * FROM users WHERE id"),
    ),
    HintRule(
        "DivisionByZero",
        "",
        "PostgreSQL refuses to divide by zero; SQLite gives NULL. func.nullif(x, 0) makes a zero NULL, too.",
        _sql("SELECT 100 / count(*) FROM users"),
    ),
    HintRule(
        "DataError",
        "",
        "PostgreSQL refuses the value for the column's type; SQLite would have taken it. Compare the two, and convert"
        " the value first.",
        _sql("SELECT date '2024-02-30'"),
    ),
    # ---- rows that are there, or not
    HintRule(
        "UniqueViolation",
        r"Key \((?P<columns>[^=]+, [^=]+)\)=",
        "There is a row with these values of {columns} already, and only one may have them: look for it first, and change it"
        " or refuse the new one.",
        """
        session.execute(text("CREATE TABLE likes (user_id int, message_id int, PRIMARY KEY (user_id, message_id))"))
        session.execute(text("INSERT INTO likes VALUES (1, 2), (1, 3), (1, 2)"))
        """,
    ),
    HintRule(
        "UniqueViolation",
        r'constraint "\w+_pkey"',
        "A row with that primary key is there already. Leave the id out and PostgreSQL counts by itself; an id that"
        " is given by hand does not move its counter on, and the counter comes to it later.",
        """
        session.add_all([User(id=1, name="Ada"), User(id=1, name="Bob")])
        session.flush()
        """,
    ),
    HintRule(
        "UniqueViolation",
        "",
        "That value is there already, and the column is unique.",
        """
        session.add_all([User(name="Ada", email="a@b.c"), User(name="Bob", email="a@b.c")])
        session.flush()
        """,
    ),
    HintRule(
        "NotNullViolation",
        "",
        "A column that may not be NULL got no value: is it set, and is the object linked to its parent?",
        """
        session.add(Message(content="Hi"))
        session.flush()
        """,
    ),
    HintRule(
        "ForeignKeyViolation",
        "is still referenced",
        "Other rows point to the one that is deleted. SQLite does not look at that unless it is told to: delete those"
        " rows first, or give the relationship a cascade.",
        """
        user = User(name="Ada")
        session.add_all([user, Message(user=user)])
        session.flush()
        session.execute(text("DELETE FROM users"))
        """,
    ),
    HintRule(
        "ForeignKeyViolation",
        "",
        "The row that the foreign key points to is not there. SQLite does not look at that unless it is told to: store"
        " the parent first, or check that there is one.",
        """
        session.add(Message(user_id=7))
        session.flush()
        """,
    ),
    HintRule(
        "InFailedSqlTransaction",
        "",
        "An earlier error ended the transaction, and PostgreSQL takes nothing more before a rollback(), where SQLite"
        " goes on. Call session.rollback() where you catch the error.",
        """
        try:
            session.execute(text("SELECT 1/0"))
        except DBAPIError:
            session.execute(text("SELECT 1"))
        """,
    ),
    # ---- the text of a statement
    HintRule(
        "ProgrammingError",
        r"(does not exist.*\b(from|join|into|update) user\b|syntax error at or near \"user\")",
        'user is a word of PostgreSQL itself (who is logged in). In SQL of your own write the table as "user" with'
        " double quotes, or call it users.",
        _sql("SELECT id FROM user"),
        others=(_sql("INSERT INTO user VALUES (1)"),),
    ),
    HintRule(
        "UndefinedColumn",
        r'column "(?P<name>[\w.]*[^"\w.][^"]*)" does not exist',
        _TEXT_IN_DOUBLE_QUOTES,
        _sql('SELECT * FROM users WHERE email LIKE "%@gmail.com"'),
    ),
    HintRule(
        "UndefinedColumn",
        r'column "(?P<name>[^"]+)" does not exist.*"(?P=name)"',
        _TEXT_IN_DOUBLE_QUOTES,
        _sql('SELECT * FROM users WHERE name = "Ada"'),
    ),
    HintRule(
        "SyntaxError",
        "zero-length delimited identifier",
        "An empty text is written '' in PostgreSQL: what stands in double quotes is a name.",
        _sql('SELECT * FROM users WHERE name = ""'),
    ),
    HintRule(
        "UndefinedColumn",
        r'Perhaps you meant to reference the column "(?P<other>[^"]+)"',
        "There is no such column; the nearest is {other}. A name with capital letters needs double quotes in SQL.",
        _sql("SELECT user_Id, idd FROM messages"),
    ),
    HintRule(
        "UndefinedColumn",
        "",
        "There is no such column in the table: is the name written as in the model?",
        _sql("SELECT telephone FROM users"),
    ),
    HintRule(
        "UndefinedTable",
        "sqlite_(master|schema)",
        "SQLite lists its tables there; with any database inspect(engine).get_table_names() does.",
        _sql("SELECT name FROM sqlite_master"),
    ),
    HintRule(
        "UndefinedTable",
        "",
        "There is no such table: is it the model's __tablename__, and the model's metadata the one of your Base?",
        _sql("SELECT * FROM people"),
    ),
    HintRule(
        "ProgrammingError",
        r'syntax error at or near "PRAGMA"',
        "PRAGMA is SQLite's, and PostgreSQL looks at foreign keys anyway: remove the line, or carry it out only where"
        " engine.dialect.name == 'sqlite'.",
        _sql("PRAGMA foreign_keys = ON"),
    ),
    HintRule(
        "ProgrammingError",
        r'syntax error at or near "AUTOINCREMENT"',
        "AUTOINCREMENT is SQLite's. Let the model make the table (create_all), or write id SERIAL PRIMARY KEY.",
        _sql("CREATE TABLE authors (id INTEGER PRIMARY KEY AUTOINCREMENT)"),
    ),
    HintRule(
        "ProgrammingError",
        r'syntax error at or near "OR".*INSERT OR ',
        "INSERT OR IGNORE is SQLite's. PostgreSQL has INSERT ... ON CONFLICT DO NOTHING.",
        _sql("INSERT OR IGNORE INTO users (name) VALUES ('Ada')"),
    ),
    HintRule(
        "ProgrammingError",
        "syntax error.*`",
        "Backticks are MySQL's: PostgreSQL writes names without them.",
        _sql("SELECT * FROM `users`"),
        others=(_sql("SELECT `name` FROM users"),),  # the error is near FROM
    ),
    HintRule(
        "ProgrammingError",
        "LIMIT #,# syntax",
        "PostgreSQL writes LIMIT 10 OFFSET 20.",
        _sql("SELECT * FROM users LIMIT 20, 10"),
    ),
    HintRule(
        "ProgrammingError",
        r"syntax error.*[=(,]\s*\?",
        "A ? for a value is SQLite's. In text() write :name, and pass {{'name': value}} beside it.",
        _sql("SELECT * FROM users WHERE id = ?"),
    ),
    HintRule(
        "SyntaxError",
        r"\btime\((?!\d)",
        "PostgreSQL does not know this time(). Use func.now(), or a datetime of Python.",
        _sql("SELECT time('now')"),  # time(3) is a type
    ),
    HintRule(
        "SyntaxError",
        "",
        "PostgreSQL does not understand the SQL. Values do not belong into the text: bind them as :name parameters.",
        _sql("SELECT * FORM users"),
    ),
)
