"""A worker is tested through the sandbox that starts it: with the fixtures of the tests beside these."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "sandbox"))

from bench import bench, database, either, fresh, server, tenant, warm, write

__all__ = ["bench", "database", "either", "fresh", "server", "tenant", "warm", "write"]
