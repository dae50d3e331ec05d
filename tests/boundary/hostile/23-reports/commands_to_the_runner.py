# tries: Writes commands to the system that runs the grader at the beginning of lines: in errors, SQL and values.
# outcome: completed
# points: 5
# on: good
# fails: finds, of-one

from sqlalchemy import text as sql

_commands = "::error title=x::y\n  ::stop-commands::z\n\u3000::set-output name=a::b\r::warning::c ##[error]d ##vso[task.setvariable variable=e]f ##teamcity[g]"


def find_notes(session, word):
    raise ValueError("x\n" + _commands + "\n" + ("x" * 37 + " ") * 20 + "::error::wrapped " * 40)


def remarks_of(session, note):
    session.execute(sql(("/*\n" + _commands + "\n*/ SELECT 1").replace(":", "\\:")))
    return _commands
