"""Meetings with a frame, protected time, plans of improvement, the monthly inventory."""

import sqlalchemy as sa
from alembic import op
from storage.types import UtcInstant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('meetings',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=True),
    sa.Column('topics', sa.Text(), nullable=True),
    sa.Column('our_ask', sa.Text(), nullable=True),
    sa.Column('their_ask', sa.Text(), nullable=True),
    sa.Column('ask_about', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'id'], ['commitments.workspace_id', 'commitments.id'], name=op.f('fk_meetings_commitments_workspace_id_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_meetings_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_meetings'))
    )
    with op.batch_alter_table('commitments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('minutes', sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column('ends_at', UtcInstant(), nullable=True))
        batch_op.add_column(sa.Column('over_at', UtcInstant(), nullable=True))
        batch_op.create_index('ix_commitments_over_at', ['over_at'], unique=False, sqlite_where=sa.text('over_at IS NOT NULL'), postgresql_where=sa.text('over_at IS NOT NULL'))

