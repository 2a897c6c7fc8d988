"""Nesting: the problem, the engines and an independent judge."""

from core.nesting.check import check
from core.nesting.solve import solve, solve_all

__all__ = ["check", "solve", "solve_all"]
