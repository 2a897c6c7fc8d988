"""What Alembic runs; the connection comes from `core.db.migrate`."""

from __future__ import annotations

from alembic import context
from sqlalchemy import MetaData

from core.db.base import NAMES
from core.db.migrations.rendering import compare_type, include_name, render_item

configured = context.config.attributes
context.configure(
    connection=configured["connection"],
    # without the models, at least their way of naming constraints
    target_metadata=configured.get("metadata", MetaData(naming_convention=NAMES)),
    render_as_batch=True,
    render_item=render_item,
    compare_type=compare_type,
    include_name=include_name,
    user_module_prefix="sa.",
)
with context.begin_transaction():
    context.run_migrations()
