"""What others had meant to ask about is kept for them when a meeting changes hands."""

import sqlalchemy as sa
from alembic import op
from storage.types import Json

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('of_others', Json, nullable=True))
