"""When reps are asked whether a lost client may be named in the digest, and what they said."""

import sqlalchemy as sa
from alembic import op
from storage.types import UtcInstant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('losses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shares_name', sa.Boolean(), nullable=True))

    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest_ask_at', UtcInstant(), nullable=True))
        batch_op.create_index(
            'ix_workspaces_digest_ask_at',
            ['digest_ask_at'],
            unique=False,
            sqlite_where=sa.text('digest_ask_at IS NOT NULL'),
            postgresql_where=sa.text('digest_ask_at IS NOT NULL'),
        )
