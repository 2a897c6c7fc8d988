"""The script `radha`: docs/cli.md tells its commands, its exit codes and what it prints where."""

from core.cli.edge import main, run

__all__ = ["main", "run"]
