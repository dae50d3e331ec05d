"""What every server of the grader's own is told, whoever provides it, so that grades are the same on all.

A server that belongs to somebody else is told nothing; there, what a submission could notice is set for the
roles of submissions (``ROLE_SETTINGS``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping

SERVER_SETTINGS: Mapping[str, str] = {
    # Nothing here outlives the grading: no durability.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "64MB",
    "min_wal_size": "8MB",
    "autovacuum": "off",
    # The same everywhere.
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "ISO,MDY",
    "lc_messages": "C",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "default_text_search_config": "pg_catalog.english",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    # Counting.
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",
    "pg_stat_statements.track_utility": "on",
    "pg_stat_statements.track_planning": "on",
    "pg_stat_statements.max": "20000",
    "pg_stat_statements.save": "off",
    # Small, and nothing outside of the server's own folder.
    "max_connections": "200",
    "max_prepared_transactions": "0",
    "shared_buffers": "32MB",
    "huge_pages": "off",
    "dynamic_shared_memory_type": "mmap" if os.name == "posix" else "windows",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "temp_file_limit": "64MB",
    "logging_collector": "off",
    "log_min_messages": "fatal",
    "log_line_prefix": "%q%d,%u,%Q,",  # database, login, query; without spaces, for an image's script
    "unix_socket_permissions": "0700",
}

COUNTING_SETTINGS: Mapping[str, str] = {
    "pg_stat_statements.track": "all",
    "pg_stat_statements.track_utility": "on",
    "pg_stat_statements.track_planning": "on",  # a statement that fails is planned, but never called
    "plan_cache_mode": "force_custom_plan",  # so each execution is planned once
}
"""For the roles of submissions, where the server can count."""

LOGGING_SETTINGS: Mapping[str, str] = {
    "log_min_messages": "error",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",  # one line for each error
}
"""For the roles of submissions, where the server's log can be read: see ``error_log``."""

ROLE_SETTINGS: Mapping[str, str] = {"statement_timeout": "10s"}
"""For the roles of submissions, everywhere."""

FOREIGN_ROLE_SETTINGS: Mapping[str, str] = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": '"$user", public',
    "client_encoding": "UTF8",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
    "default_transaction_deferrable": "off",
    "default_text_search_config": "pg_catalog.english",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "row_security": "on",
    "synchronous_commit": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
"""For the roles of submissions on somebody else's server, beyond ``ROLE_SETTINGS``."""

FOREIGN_SUPERUSER_SETTINGS: Mapping[str, str] = {"lc_messages": "C", "temp_file_limit": "64MB"}
"""The same, where the grader's login is a superuser: others may not set these."""
