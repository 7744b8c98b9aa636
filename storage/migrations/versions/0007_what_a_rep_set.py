"""What a rep set: holidays, mutes, a pause, and how notifications look."""

import sqlalchemy as sa
from alembic import op
from storage.types import Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('reps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('has_fixed_zone', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('has_fixed_locale', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('holidays', sa.String(length=16), server_default='', nullable=False))
        batch_op.add_column(sa.Column('muted', Json, nullable=True))
        batch_op.add_column(sa.Column('paused_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('is_discreet', sa.Boolean(), server_default=sa.false(), nullable=False))


