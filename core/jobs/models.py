"""The jobs: what was asked, how far it is, what came of it.

Not fed to workstations and not a business record; the effect of a job is a command like any other.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.db.types import Json, Sha256, choice


class JobState(StrEnum):
    """Where a job stands in its life."""

    QUEUED = "queued"
    """Waits for a worker, or for the end of its back-off."""
    RUNNING = "running"
    """An attempt holds it until `lease_until`."""
    DONE = "done"
    """Its effect stands, once."""
    FAILED = "failed"
    """Its own input or the state of the records says no; trying again would not help."""
    CANCELLED = "cancelled"
    DEAD = "dead"
    """Every attempt was lost; a person looks at it and may ask for it again."""


OPEN = (JobState.QUEUED, JobState.RUNNING)
"""States that may still change by themselves."""


class Job(Base):
    """One piece of long work.

    `attempt` counts the attempts of this life; `owner` is drawn anew for each and is the fence: who
    does not name both cannot write. `actor` is the person as he was when he asked.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("progress >= 0 AND progress <= 1", name="progress"),
        CheckConstraint("attempt >= 0 AND max_attempts > 0", name="attempts"),
        CheckConstraint("state <> 'running' OR owner IS NOT NULL", name="owned"),
        Index(None, "state", "run_after"),
        Index(None, "created_at", "id"),
        Index(None, "requested_by", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    arguments: Mapped[dict[str, Any]]
    requested_by: Mapped[UUID | None]
    actor: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(choice(JobState), default=JobState.QUEUED)
    progress: Mapped[float] = mapped_column(default=0.0)
    progress_code: Mapped[str] = mapped_column(String(80), default="")
    progress_values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    error_kind: Mapped[str | None] = mapped_column(String(32))
    error_code: Mapped[str | None] = mapped_column(String(80))
    error_values: Mapped[dict[str, Any] | None] = mapped_column(Json)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    max_attempts: Mapped[int] = mapped_column(Integer)
    backoff_seconds: Mapped[float]
    run_after: Mapped[datetime]
    owner: Mapped[UUID | None] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)


class JobFile(Base):
    """A file that a job reads; the reference keeps the file from being collected."""

    __tablename__ = "job_file"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[Sha256] = mapped_column(ForeignKey("blob.sha256"), primary_key=True, index=True)
