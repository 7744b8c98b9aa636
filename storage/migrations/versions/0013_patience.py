"""Fit, current suppliers, and what was said of buyers who cool off."""

import sqlalchemy as sa
from alembic import op
from storage.types import Json, UtcInstant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('fits',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('client_id', sa.BigInteger(), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=False),
    sa.Column('answers', Json, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'client_id'], ['clients.workspace_id', 'clients.id'], name=op.f('fk_fits_clients_workspace_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_fits_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_fits'))
    )
    with op.batch_alter_table('fits', schema=None) as batch_op:
        batch_op.create_index('ix_fits_client', ['workspace_id', 'client_id', 'id'], unique=False)

    op.create_table('suppliers',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('client_id', sa.BigInteger(), nullable=False),
    sa.Column('rep_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('missing', sa.Text(), nullable=True),
    sa.Column('commitment_id', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('gone_at', UtcInstant(), nullable=True),
    sa.Column('created_at', UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'client_id'], ['clients.workspace_id', 'clients.id'], name=op.f('fk_suppliers_clients_workspace_id_client_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['workspace_id', 'rep_id'], ['reps.workspace_id', 'reps.id'], name=op.f('fk_suppliers_reps_workspace_id_rep_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_suppliers'))
    )
    with op.batch_alter_table('suppliers', schema=None) as batch_op:
        batch_op.create_index('ix_suppliers_client', ['workspace_id', 'client_id', 'id'], unique=False)

    with op.batch_alter_table('clients', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reasons_told_on', sa.Date(), nullable=True))
