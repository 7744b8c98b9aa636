"""The pulse, what clients expect, and the follow-up of a renewal."""

import sqlalchemy as sa
from alembic import op
from storage.types import Json, UtcInstant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pulse_counts',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('step', sa.SmallInteger(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'opened_on', 'step', name=op.f('pk_pulse_counts'))
    )
    op.create_table('pulses',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('closes_at', UtcInstant(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('workspace_id', 'opened_on', name=op.f('pk_pulses'))
    )
    with op.batch_alter_table('pulses', schema=None) as batch_op:
        batch_op.create_index('ix_pulses_closes_at', ['closes_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('pulse_ballots',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'opened_on', 'digest', name=op.f('pk_pulse_ballots')),
    sqlite_with_rowid=False
    )
    op.create_table('expectations',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('client_id', sa.BigInteger(), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('wanted', Json, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'client_id'], ['clients.workspace_id', 'clients.id'], name=op.f('fk_expectations_clients_workspace_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_expectations_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_expectations'))
    )
    with op.batch_alter_table('expectations', schema=None) as batch_op:
        batch_op.create_index('ix_expectations_client', ['workspace_id', 'client_id', 'id'], unique=False)

    with op.batch_alter_table('clients', schema=None) as batch_op:
        batch_op.add_column(sa.Column('renewal_id', sa.BigInteger(), nullable=True))

    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('help_with', Json, nullable=True))
