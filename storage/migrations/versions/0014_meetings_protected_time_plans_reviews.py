"""Meetings with a frame, protected time, plans of improvement, the monthly inventory."""

import sqlalchemy as sa
from alembic import op
from storage.types import UtcInstant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('protected_weeks',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('answer', sa.String(length=8), nullable=True),
    sa.Column('answered_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_protected_weeks_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_protected_weeks')),
    sa.UniqueConstraint('workspace_id', 'rep_id', 'day', name=op.f('uq_protected_weeks_workspace_id_rep_id_day'))
    )
    op.create_table('agreements',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('client_id', sa.BigInteger(), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=False),
    sa.Column('agreed_with', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'client_id'], ['clients.workspace_id', 'clients.id'], name=op.f('fk_agreements_clients_workspace_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_agreements_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_agreements'))
    )
    with op.batch_alter_table('agreements', schema=None) as batch_op:
        batch_op.create_index('ix_agreements_client', ['workspace_id', 'client_id'], unique=False)

    op.create_table('goals',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('client_id', sa.BigInteger(), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.SmallInteger(), nullable=False),
    sa.Column('goal', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('set_on', sa.Date(), nullable=False),
    sa.Column('reached_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'client_id'], ['clients.workspace_id', 'clients.id'], name=op.f('fk_goals_clients_workspace_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_goals_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_goals'))
    )
    with op.batch_alter_table('goals', schema=None) as batch_op:
        batch_op.create_index('ix_goals_client', ['workspace_id', 'client_id'], unique=False)

    op.create_table('reviews',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('client_id', sa.BigInteger(), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('period', sa.String(length=40), nullable=False),
    sa.Column('results', sa.String(length=8), nullable=True),
    sa.Column('said', sa.String(length=8), nullable=True),
    sa.Column('best', sa.String(length=8), nullable=True),
    sa.Column('again', sa.String(length=8), nullable=True),
    sa.Column('is_skipped', sa.Boolean(), nullable=False),
    sa.Column('reviewed_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'client_id'], ['clients.workspace_id', 'clients.id'], name=op.f('fk_reviews_clients_workspace_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_reviews_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_reviews')),
    sa.UniqueConstraint('workspace_id', 'rep_id', 'period', 'client_id', name=op.f('uq_reviews_workspace_id_rep_id_period_client_id'))
    )
    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.create_index('ix_reviews_client', ['workspace_id', 'client_id'], unique=False)

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

    with op.batch_alter_table('reps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('protected_weekday', sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column('protected_from', sa.Time(), nullable=True))
        batch_op.add_column(sa.Column('protected_to', sa.Time(), nullable=True))
        batch_op.add_column(sa.Column('protected_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('protected_at', UtcInstant(), nullable=True))
        batch_op.create_index('ix_reps_protected_at', ['protected_at'], unique=False, sqlite_where=sa.text('protected_at IS NOT NULL'), postgresql_where=sa.text('protected_at IS NOT NULL'))

