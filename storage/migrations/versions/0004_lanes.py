"""lanes"""

import sqlalchemy as sa
from alembic import op
from storage.types import UtcInstant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lanes',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('method', sa.String(length=64), nullable=False),
    sa.Column('spent_until', UtcInstant(), nullable=True),
    sa.Column('shut_until', UtcInstant(), nullable=True),
    sa.Column('why', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('workspace_id', 'method', name=op.f('pk_lanes'))
    )
    op.create_index('ix_outbox_lane', 'outbox', ['workspace_id', 'state', 'not_before'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
    op.create_index('ix_outbox_sending', 'outbox', ['workspace_id', 'sending_at'], unique=False)
    op.create_index('ix_outbox_settled_at', 'outbox', ['settled_at'], unique=False, sqlite_where=sa.text('settled_at IS NOT NULL'), postgresql_where=sa.text('settled_at IS NOT NULL'))

