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


DDL_WITNESS = "pg_catalog.grader_ddl_witness"
"""A sequence in each database that is copied from the template: it moves with every attempt to define, change or drop
anything there. No transaction takes that back, and no role but a superuser can move or silence it."""

_WITNESS = f"""
    SET allow_system_table_mods = on;
    CREATE SEQUENCE {DDL_WITNESS};
    GRANT SELECT ON SEQUENCE {DDL_WITNESS} TO PUBLIC;
    CREATE FUNCTION {DDL_WITNESS}() RETURNS event_trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
        AS $$ BEGIN PERFORM pg_catalog.nextval('{DDL_WITNESS}'); END $$;
    REVOKE ALL ON FUNCTION {DDL_WITNESS}() FROM PUBLIC;
    CREATE EVENT TRIGGER grader_ddl_witness ON ddl_command_start EXECUTE FUNCTION {DDL_WITNESS}()
"""  # noqa: S608 - parts of our own
"""In the system's own schema, where no submission's look at its tables or schemas finds it."""

_WITHOUT_MEMORIES = """
    DO $$ DECLARE f regprocedure; BEGIN
        FOR f IN SELECT oid FROM pg_proc
                  WHERE proname ~ '^pg_stat_(get|reset)' AND proname !~ '^pg_stat_get_(activity|backend_|progress)'
                     OR proname ~ '^pg_(restore|clear)_(relation|attribute|extended)_stats'
                     OR proname IN ('pg_xact_status', 'txid_status', 'pg_get_multixact_members') LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
        END LOOP;
    END $$
"""
"""What the server remembers of how tables were used outlives their rows. A run could read there what one before did,
and from PostgreSQL 18 on leave something there. So could any submission in what is known of all transactions of a
server, with some that succeed and some that fail, or in who shared a lock."""


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
        (TEMPLATE, " ".join(_WITHOUT_MEMORIES.split())),
        (TEMPLATE, " ".join(_WITNESS.split())),
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
