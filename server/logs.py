"""The log of every process of the server: one JSON object a line, on standard error."""

from __future__ import annotations

import sys

import structlog


def configure() -> None:
    """Log from now on; tracebacks show the lines of code, never the values that were in them."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
