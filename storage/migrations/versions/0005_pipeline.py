"""Deals, their stages, what they stand against, and the weekly digest."""

import sqlalchemy as sa
from alembic import op
from storage.types import UtcInstant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LADDER = [
    ('Meet', 10),
    ('Explore', 20),
    ('Involve others', 30),
    ('Review a proposal', 45),
    ('Decide', 70),
]


def upgrade() -> None:
    op.create_table('digests',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('week_on', sa.Date(), nullable=False),
    sa.Column('outbox_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('at', UtcInstant(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'week_on', name=op.f('pk_digests'))
    )
    op.create_table('rates',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('rate', sa.String(length=24), nullable=False),
    sa.Column('set_by', sa.BigInteger(), nullable=False),
    sa.Column('at', UtcInstant(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'currency', name=op.f('pk_rates'))
    )
    op.create_table('stages',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('chance', sa.SmallInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_stages'))
    )
    with op.batch_alter_table('stages', schema=None) as batch_op:
        batch_op.create_index('ix_stages_position', ['workspace_id', 'position'], unique=False)

    op.create_table('pipeline_days',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('open_minor', sa.BigInteger(), nullable=False),
    sa.Column('weighted_minor', sa.BigInteger(), nullable=False),
    sa.Column('target_minor', sa.BigInteger(), nullable=True),
    sa.Column('deals', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_pipeline_days_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'rep_id', 'day', name=op.f('pk_pipeline_days'))
    )
    op.create_table('shortfalls',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('below_on', sa.Date(), nullable=False),
    sa.Column('cause', sa.String(length=16), nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=True),
    sa.Column('nudge_at', UtcInstant(), nullable=True),
    sa.Column('told_at', UtcInstant(), nullable=True),
    sa.Column('back_at', UtcInstant(), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_shortfalls_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'rep_id', name=op.f('pk_shortfalls'))
    )
    with op.batch_alter_table('shortfalls', schema=None) as batch_op:
        batch_op.create_index('ix_shortfalls_nudge_at', ['nudge_at'], unique=False, sqlite_where=sa.text('nudge_at IS NOT NULL'), postgresql_where=sa.text('nudge_at IS NOT NULL'))

    op.create_table('deals',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('client_id', sa.BigInteger(), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('stage_id', sa.BigInteger(), nullable=False),
    sa.Column('stage_since', sa.Date(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('amount_currency', sa.String(length=3), nullable=False),
    sa.Column('worth_minor', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('close_on', sa.Date(), nullable=True),
    sa.Column('close_moves', sa.SmallInteger(), nullable=False),
    sa.Column('decide_by', sa.Date(), nullable=True),
    sa.Column('decide_asked_on', sa.Date(), nullable=True),
    sa.Column('decide_asks', sa.SmallInteger(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('lost_reason', sa.String(length=32), nullable=True),
    sa.Column('lost_note', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.CheckConstraint("state IN ('open','won','lost')", name=op.f('ck_deals_state')),
    sa.ForeignKeyConstraint(['workspace_id', 'client_id'], ['clients.workspace_id', 'clients.id'], name=op.f('fk_deals_clients_workspace_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_deals_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'stage_id'], ['stages.workspace_id', 'stages.id'], name=op.f('fk_deals_stages_workspace_id_stage_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_deals'))
    )
    with op.batch_alter_table('deals', schema=None) as batch_op:
        batch_op.create_index('ix_deals_client', ['workspace_id', 'client_id'], unique=False)
        batch_op.create_index('ix_deals_closed', ['workspace_id', 'rep_id', 'closed_on'], unique=False)
        batch_op.create_index('ix_deals_open', ['workspace_id', 'rep_id'], unique=False, sqlite_where=sa.text("state = 'open' AND gone_at IS NULL"), postgresql_where=sa.text("state = 'open' AND gone_at IS NULL"))

    op.create_table('passages',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('stage_id', sa.BigInteger(), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('entered_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=8), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'deal_id'], ['deals.workspace_id', 'deals.id'], name=op.f('fk_passages_deals_workspace_id_deal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'stage_id'], ['stages.workspace_id', 'stages.id'], name=op.f('fk_passages_stages_workspace_id_stage_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_passages'))
    )
    with op.batch_alter_table('passages', schema=None) as batch_op:
        batch_op.create_index('ix_passages_deal', ['workspace_id', 'deal_id'], unique=False)
        batch_op.create_index('ix_passages_rep', ['workspace_id', 'rep_id', 'stage_id', 'id'], unique=False)
        batch_op.create_index('ix_passages_stage', ['workspace_id', 'stage_id', 'id'], unique=False)

    with op.batch_alter_table('commitments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('deal_id', sa.BigInteger(), nullable=True))

    with op.batch_alter_table('reps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False))
        batch_op.add_column(sa.Column('target_minor', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('target_set_by', sa.BigInteger(), nullable=True))

    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False))
        batch_op.add_column(sa.Column('reporting_currency', sa.String(length=3), nullable=True))
        batch_op.add_column(sa.Column('team_target_minor', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('digest_channel_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('digest_channel_name', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('digest_weekday', sa.SmallInteger(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('digest_time', sa.Time(), server_default=sa.text("'09:00:00'"), nullable=False))
        batch_op.add_column(sa.Column('digest_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('digest_at', UtcInstant(), nullable=True))
        batch_op.add_column(sa.Column('digest_by', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('digest_is_percent', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('shows_rep_figures', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.create_index('ix_workspaces_digest_at', ['digest_at'], unique=False, sqlite_where=sa.text('digest_at IS NOT NULL'), postgresql_where=sa.text('digest_at IS NOT NULL'))

    # Workspaces that are served already get the ladder a new one begins with.
    for number, (name, chance) in enumerate(LADDER, start=1):
        op.execute(
            sa.text(
                "INSERT INTO stages (workspace_id, id, position, name, name_key, chance, version,"
                " created_at) SELECT workspace_id, :id, :position, :name, :name_key, :chance, 1,"
                " created_at FROM workspaces"
            ).bindparams(
                id=number, position=number, name=name, name_key=name.casefold(), chance=chance
            )
        )
