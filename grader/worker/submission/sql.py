"""Whether a statement that a submission wrote in SQL does nothing but read and write rows."""

from __future__ import annotations

import re

from grader.worker.submission.harmless import SQL_FUNCTIONS

_FIRST = {"select", "insert", "update", "delete", "begin", "commit", "rollback"}
_BEFORE_A_PARENTHESIS = {
    "in", "values", "and", "or", "not", "exists", "any", "all", "as", "on", "from", "join", "where", "select",
    "over", "filter", "by", "union", "intersect", "except", "case", "when", "then", "else", "having", "using",
    "like", "between", "set", "distinct", "lateral", "group", "within",
}  # fmt: skip
_QUOTED = re.compile(r"""'(?P<literal>(?:[^'\\]|'')*)'|"(?P<name>[^"]*)\"""")
"""Literals and names, each read to its end: the mark of the one may stand in the other."""
_PARAMETER = re.compile(r"(?<![:\w]):\w")
"""Where SQLAlchemy puts a value in, in quotation marks as well: there it would end what it stands in."""
_INSERTED = re.compile(r'^(\s*insert\s+into\s+["\w.]+)\s*\(', re.IGNORECASE)
_CALL = re.compile(r'([\w".]+)\s*\(')


def why_not_plain(statement: str) -> str:
    """ "" for one plain statement that calls only what computes."""
    for quoted in _QUOTED.finditer(statement):
        if "'" in (quoted["name"] or "") or _PARAMETER.search(quoted[0]):
            return "something in quotation marks may end before them"
    if re.search("['\"]", _QUOTED.sub("", statement)):
        return "a quotation mark in it is alone"
    text = _QUOTED.sub(_without_literal, statement).strip().rstrip(";").lower()
    words = re.findall(r"\w+", text)
    if not words or words[0] not in _FIRST:
        return "it is no SELECT, INSERT, UPDATE or DELETE"
    if any(mark in text for mark in (";", "--", "/*", "\\", "$", "pg_", "e'", "u&", "set_config")):
        return "it is not plain"
    if "into" in words[1 if words[0] != "insert" else 2 :]:
        return "it stores into something else"
    called = _CALL.findall(_INSERTED.sub(r"\1 values (", text))
    unknown = [name for name in called if name not in SQL_FUNCTIONS | _BEFORE_A_PARENTHESIS]
    return f"it calls {unknown[0][:50]}" if unknown else ""


def _without_literal(quoted: re.Match[str]) -> str:
    return quoted[0] if quoted["name"] is not None else "''"
