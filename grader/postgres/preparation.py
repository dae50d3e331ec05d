"""What a server needs before it takes tenants: the counting extension, closed doors, a template database.

The template has been connected to once. That leaves PostgreSQL's relation cache file in it, which
``CREATE DATABASE`` copies, and which makes the first connection to each copy several times faster.
"""

from __future__ import annotations

from collections.abc import Sequence

ADMIN = "grader_admin"
MAINTENANCE = "postgres"
TEMPLATE = "grader_template"

_WITHOUT_ADVISORY_LOCKS = """
    DO $$ DECLARE f regprocedure; BEGIN
        FOR f IN SELECT oid FROM pg_proc WHERE proname ~ '^pg_(try_)?advisory_(xact_)?lock' LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
        END LOOP;
    END $$
"""
"""One call takes as many locks as it likes, of which a server has a number for all of its databases."""


def locale_options(major: int) -> str:
    """C.UTF-8 for ``CREATE DATABASE``: PostgreSQL's own from 17 on, the C library's before."""
    if major >= 17:
        return "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
    provider = "LOCALE_PROVIDER libc " if major >= 15 else ""
    return f"{provider}LOCALE 'C.UTF-8'"


def statements(major: int) -> list[tuple[str, str]]:
    """(database, SQL statement) in order, to be run once by a superuser, outside of a transaction."""
    create = f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 STRATEGY FILE_COPY ENCODING 'UTF8' "
    return [
        (MAINTENANCE, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"),
        (MAINTENANCE, f"REVOKE ALL ON DATABASE {MAINTENANCE}, template1 FROM PUBLIC"),
        (MAINTENANCE, create + locale_options(major)),
        (TEMPLATE, " ".join(_WITHOUT_ADVISORY_LOCKS.split())),
        (MAINTENANCE, f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true ALLOW_CONNECTIONS false"),
    ]


def hba(ways: Sequence[tuple[str, str]]) -> str:
    """Passwords for every way in. The superuser comes into the maintenance database only, others never.

    ``ways``: (type, address), such as ``("local", "")``.
    """
    rules = [
        (MAINTENANCE, ADMIN, "scram-sha-256"),
        (MAINTENANCE, "all", "reject"),
        ("all", ADMIN, "reject"),
        ("all", "all", "scram-sha-256"),
    ]
    return "".join(
        f"{way} {database} {user} {address} {method}\n"
        for way, address in ways
        for database, user, method in rules
    )
