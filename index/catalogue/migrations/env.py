"""What Alembic runs to begin: it works by the connection that it is given, in the caller's transaction."""

from __future__ import annotations

from alembic import context

from index.catalogue.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
