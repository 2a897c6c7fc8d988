"""The independent judge of any layout: shares nothing with the engines that made it."""

from core.nesting.check.judge import check

__all__ = ["check"]
