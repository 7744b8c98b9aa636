"""What the playbook asks a rep, and quicker looks at a rep's clients and losses."""

import sqlalchemy as sa
from alembic import op
from storage.types import Json, UtcInstant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('questions',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('ask', sa.String(length=16), nullable=False),
    sa.Column('client_id', sa.BigInteger(), nullable=True),
    sa.Column('deal_id', sa.BigInteger(), nullable=True),
    sa.Column('period', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('answered_at', UtcInstant(), nullable=True),
    sa.Column('answer', sa.String(length=32), nullable=True),
    sa.Column('facts', Json, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'client_id'], ['clients.workspace_id', 'clients.id'], name=op.f('fk_questions_clients_workspace_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_questions_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_questions')),
    sa.UniqueConstraint('workspace_id', 'rep_id', 'ask', 'key', name=op.f('uq_questions_workspace_id_rep_id_ask_key'))
    )
    with op.batch_alter_table('clients', schema=None) as batch_op:
        batch_op.create_index('ix_clients_owner', ['workspace_id', 'owner_id'], unique=False)

    with op.batch_alter_table('losses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('was', sa.String(length=16), nullable=True))
        batch_op.create_index('ix_losses_rep', ['workspace_id', 'rep_id', 'lost_on'], unique=False)
