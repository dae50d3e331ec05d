"""What SQLite takes and PostgreSQL refuses, in words: a function, a type, a quote, a word of SQL, a row that is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.hints.rule import Known, first_hint
from grader.worker.protocol import Raised

_FUNCTION = re.compile(r"function (?P<name>\w+)\(", re.IGNORECASE)
_IN_ITS_PLACE: Mapping[str, str] = {
    "curdate": "Use func.current_date()",
    "date": "Count the days in Python (datetime.now() - timedelta(days=7)), and compare the column with that",
    "date_format": "Use func.to_char(column, 'YYYY-MM-DD'), or extract('year', column)",
    "datetime": "Use func.now(), or a datetime of Python",
    "group_concat": "Use func.string_agg(column, ', ')",
    "ifnull": "Use func.coalesce(column, value)",
    "iif": "Use case((condition, value), else_=value)",
    "instr": "Use column.contains(text), or func.strpos(column, text)",
    "isnull": "Use func.coalesce(column, value), or column.is_(None)",
    "julianday": "Subtract one date from the other",
    "last_insert_rowid": "Read the id of the object after flush() or commit()",
    "len": "Use func.length(column)",
    "month": "Use extract('month', column)",
    "nvl": "Use func.coalesce(column, value)",
    "printf": "Use func.format(...), or put the text together in Python",
    "rand": "Use func.random()",
    "strftime": "Use func.to_char(column, 'YYYY-MM-DD'), or extract('year', column)",
    "time": "Use func.now(), or a datetime of Python",
    "total": "Use func.coalesce(func.sum(column), 0)",
    "unixepoch": "Use extract('epoch', column)",
    "year": "Use extract('year', column)",
}

_TEXT_IN_DOUBLE_QUOTES = (
    'In PostgreSQL "{name}" in double quotes is a column. A text stands in single quotes; better still, write :value there'
    " and pass the value beside it."
)
_KNOWN = (
    # ---- functions and operators
    Known(
        "UndefinedFunction",
        r"function round\(double precision, integer\)",
        "PostgreSQL rounds to a number of digits only what is Numeric: cast(value, Numeric), or round in Python.",
    ),
    Known(
        "UndefinedFunction",
        r"function (sum|avg|max|min)\(boolean\)",
        "PostgreSQL does not calculate with true and false: cast(column, Integer), or count the rows where it is true.",
    ),
    Known(
        "UndefinedFunction", r"operator does not exist: [\w ]+ == ", "SQL compares with one =, not with two."
    ),
    Known(
        "UndefinedFunction",
        r"operator does not exist: (boolean . integer|integer . boolean)",
        "In PostgreSQL a Boolean is true or false, and never 1 or 0: write = true in SQL, == True in Python.",
    ),
    Known(
        "UndefinedFunction",
        r"operator does not exist: (?P<left>[\w ]+?) \S+ (?P<right>[\w ]+)",
        "PostgreSQL does not compare {left} with {right}, where SQLite compares anything. Give the value in the"
        " column's own type: int(...) or str(...) in Python.",
    ),
    Known(
        "UndefinedFunction",
        r"function ",
        "PostgreSQL has no such function for values of these types. Is it one of SQLite or MySQL?",
    ),
    # ---- GROUP BY and its kin
    Known(
        "GroupingError",
        r'column "(?P<column>[^"]+)" must appear in the GROUP BY',
        "{column} has several values in a group, and PostgreSQL does not pick one as SQLite does: put it into"
        " group_by(...), or take it out of the query.",
    ),
    Known(
        "GroupingError",
        "aggregate functions are not allowed in WHERE",
        "What is asked of count() or sum() stands in having(), not in filter().",
    ),
    Known(
        "InvalidColumnReference",
        r"SELECT DISTINCT",
        "With distinct(), PostgreSQL orders only by what is selected: add that column to the query.",
    ),
    # ---- values that do not fit
    Known(
        "StringDataRightTruncation",
        r"character varying\((?P<length>\d+)\)",
        "The text is longer than String({length}) allows. SQLite never looks at that number, PostgreSQL does: give"
        " the column more room, or take a text without a limit.",
    ),
    Known(
        "NumericValueOutOfRange",
        "",
        "The number is too big: Integer ends at 2147483647 in PostgreSQL. Take BigInteger, or String for what is"
        " never calculated with (a phone number, an ISBN).",
    ),
    Known(
        "InvalidTextRepresentation",
        r'type (?P<type>[\w ]+): "(?P<value>[^"]*)"',
        "The column takes {type}, and “{value}” is none; SQLite would have stored it. Convert the value first, or"
        " is it the value of another column?",
    ),
    Known(
        "DatatypeMismatch",
        r'column "(?P<column>[^"]+)" is of type (?P<type>[\w ]+) but expression is of type (?P<given>[\w ]+)',
        "{column} takes {type}, and it was given {given}; SQLite would have stored it. Convert the value first.",
    ),
    Known(
        "DatatypeMismatch",
        r"must be type boolean, not type (?P<given>[\w ]+)",
        "PostgreSQL wants a condition that is true or false there, not {given}: write what it is compared with.",
    ),
    Known(
        "DataError",
        "",
        "PostgreSQL refuses the value for the column's type; SQLite would have taken it. Compare the two, and convert"
        " the value first.",
    ),
    # ---- rows that are there, or not
    Known(
        "UniqueViolation",
        r'constraint "\w+_pkey"',
        "A row with that primary key is there already. Leave the id out and PostgreSQL counts by itself; an id that"
        " is given by hand does not move its counter on, and the counter comes to it later.",
    ),
    Known("UniqueViolation", "", "That value is there already, and the column is unique."),
    Known(
        "NotNullViolation",
        "",
        "A column that may not be NULL got no value: is it set, and is the object linked to its parent?",
    ),
    Known(
        "ForeignKeyViolation",
        "is still referenced",
        "Other rows point to the one that is deleted. SQLite does not look at that unless it is told to: delete those"
        " rows first, or give the relationship a cascade.",
    ),
    Known(
        "ForeignKeyViolation",
        "",
        "The row that the foreign key points to is not there. SQLite does not look at that unless it is told to: store"
        " the parent first, or check that there is one.",
    ),
    Known(
        "InFailedSqlTransaction",
        "",
        "An earlier error ended the transaction, and PostgreSQL takes nothing more before a rollback(), where SQLite"
        " goes on. Call session.rollback() where you catch the error.",
    ),
    # ---- the text of a statement
    Known(
        "ProgrammingError",
        r"(does not exist.*\b(from|join|into|update) user\b|syntax error at or near \"user\")",
        'user is a word of PostgreSQL itself (who is logged in). In SQL of your own write the table as "user" with'
        " double quotes, or call it users.",
    ),
    Known("UndefinedColumn", r'column "(?P<name>[\w.]*[^"\w.][^"]*)" does not exist', _TEXT_IN_DOUBLE_QUOTES),
    Known("UndefinedColumn", r'column "(?P<name>[^"]+)" does not exist.*"(?P=name)"', _TEXT_IN_DOUBLE_QUOTES),
    Known(
        "SyntaxError",
        "zero-length delimited identifier",
        "An empty text is written '' in PostgreSQL: what stands in double quotes is a name.",
    ),
    Known(
        "UndefinedColumn",
        r'Perhaps you meant to reference the column "(?P<other>[^"]+)"',
        "There is no such column; the nearest is {other}. A name with capital letters needs double quotes in SQL.",
    ),
    Known(
        "UndefinedColumn", "", "There is no such column in the table: is the name written as in the model?"
    ),
    Known(
        "UndefinedTable",
        "sqlite_(master|schema)",
        "SQLite lists its tables there; with any database inspect(engine).get_table_names() does.",
    ),
    Known(
        "UndefinedTable",
        "",
        "There is no such table: is it the model's __tablename__, and the model's metadata the one of your Base?",
    ),
    Known(
        "ProgrammingError",
        r'syntax error at or near "PRAGMA"',
        "PRAGMA is SQLite's, and PostgreSQL looks at foreign keys anyway: remove the line, or carry it out only where"
        " engine.dialect.name == 'sqlite'.",
    ),
    Known(
        "ProgrammingError",
        r'syntax error at or near "AUTOINCREMENT"',
        "AUTOINCREMENT is SQLite's. Let the model make the table (create_all), or write id SERIAL PRIMARY KEY.",
    ),
    Known(
        "ProgrammingError",
        r'syntax error at or near "OR".*INSERT OR ',
        "INSERT OR IGNORE is SQLite's. PostgreSQL has INSERT ... ON CONFLICT DO NOTHING.",
    ),
    Known(
        "ProgrammingError",
        r'syntax error at or near "`"',
        "Backticks are MySQL's: PostgreSQL writes names without them.",
    ),
    Known("ProgrammingError", "LIMIT #,# syntax", "PostgreSQL writes LIMIT 10 OFFSET 20."),
    Known(
        "ProgrammingError",
        r"syntax error.*[=(,]\s*\?",
        "A ? for a value is SQLite's. In text() write :name, and pass {{'name': value}} beside it.",
    ),
    Known(
        "SyntaxError",
        "",
        "PostgreSQL does not understand the SQL. Values do not belong into the text: bind them as :name parameters.",
    ),
)


def hint_for(raised: Raised) -> str | None:
    """The next step for what PostgreSQL refuses."""
    if "DatabaseError" not in raised.bases:  # the base of SQLAlchemy's and of either driver's
        return None
    return _for_function(raised) or first_hint(_KNOWN, raised)


def _for_function(raised: Raised) -> str | None:
    found = (
        _FUNCTION.search(raised.message) if Known("UndefinedFunction", "", "it").hint_for(raised) else None
    )
    instead = _IN_ITS_PLACE.get(found["name"].lower()) if found else None
    return f"PostgreSQL does not know this {found['name']}(). {instead}." if found and instead else None
