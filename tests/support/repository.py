"""Where this repository lies: its exercises, solutions and sample submissions are tested, too."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
