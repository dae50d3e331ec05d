"""Examples are run by a worker: with the fixtures of ``tests/support/bench.py``."""

from tests.support.bench import bench, database, server, tenant, warm, write

__all__ = ["bench", "database", "server", "tenant", "warm", "write"]
