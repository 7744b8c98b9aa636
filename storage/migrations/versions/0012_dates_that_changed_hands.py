"""dates that changed hands"""

import sqlalchemy as sa
from alembic import op
from storage.types import UtcInstant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_rep_id", sa.BigInteger(), nullable=False),
        sa.Column("to_rep_id", sa.BigInteger(), nullable=False),
        sa.Column("commitment_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "commitment_id"],
            ["commitments.workspace_id", "commitments.id"],
            name=op.f("fk_handovers_commitments_workspace_id_commitment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "from_rep_id"],
            ["reps.workspace_id", "reps.id"],
            name=op.f("fk_handovers_reps_workspace_id_from_rep_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "to_rep_id"],
            ["reps.workspace_id", "reps.id"],
            name=op.f("fk_handovers_reps_workspace_id_to_rep_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_handovers_from", ["workspace_id", "from_rep_id", "id"], unique=False
        )
