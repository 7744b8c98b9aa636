"""Guests of the digest's channel who were named to whoever set it up."""

import sqlalchemy as sa
from alembic import op
from storage.types import Json

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest_guests', Json, nullable=True))
