"""What Alembic runs to migrate: on the connection that it is handed, in one transaction."""

from alembic import context

from monitor.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
