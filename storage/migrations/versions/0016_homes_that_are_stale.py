"""Homes that others, or time alone, have changed."""

import sqlalchemy as sa
from alembic import op
from storage.types import UtcInstant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('homes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stale_at', UtcInstant(), nullable=True))
        batch_op.create_index('ix_homes_stale_at', ['stale_at'], unique=False, sqlite_where=sa.text('stale_at IS NOT NULL'), postgresql_where=sa.text('stale_at IS NOT NULL'))
