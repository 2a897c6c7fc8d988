"""What Alembic runs; the connection comes from `core.db.migrate`."""

from __future__ import annotations

from alembic import context

from core.db.migrations.rendering import compare_type, include_name, render_item

configured = context.config.attributes
context.configure(
    connection=configured["connection"],
    target_metadata=configured.get("metadata"),
    render_as_batch=True,
    render_item=render_item,
    compare_type=compare_type,
    include_name=include_name,
    user_module_prefix="sa.",
)
with context.begin_transaction():
    context.run_migrations()
