"""Examples are run by a worker: with the fixtures of the sandbox's tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "sandbox"))

from bench import bench, database, server, tenant, warm, write

__all__ = ["bench", "database", "server", "tenant", "warm", "write"]
