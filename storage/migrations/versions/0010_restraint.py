"""How little Steady says: messages that count, pauses with a stand-in, mornings a date was named."""

import sqlalchemy as sa
from alembic import op
from storage.types import UtcInstant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stood_in",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rep_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("commitment_id", sa.BigInteger(), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("told_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "rep_id"], ["reps.workspace_id", "reps.id"], name=op.f("fk_stood_in_reps_workspace_id_rep_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["workspace_id", "by_id"], ["reps.workspace_id", "reps.id"], name=op.f("fk_stood_in_reps_workspace_id_by_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["workspace_id", "commitment_id"], ["commitments.workspace_id", "commitments.id"], name=op.f("fk_stood_in_commitments_workspace_id_commitment_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_stood_in")),
    )
    with op.batch_alter_table("stood_in", schema=None) as batch_op:
        batch_op.create_index("ix_stood_in_untold", ["workspace_id", "rep_id"], unique=False, sqlite_where=sa.text("told_at IS NULL"), postgresql_where=sa.text("told_at IS NULL"))

    with op.batch_alter_table("reps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stand_in_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("away_from", sa.Date(), nullable=True))
        batch_op.create_index("ix_reps_paused", ["workspace_id"], unique=False, sqlite_where=sa.text("paused_until IS NOT NULL"), postgresql_where=sa.text("paused_until IS NOT NULL"))

    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mornings", sa.SmallInteger(), server_default=sa.text("0"), nullable=False))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counts_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_outbox_rep", ["workspace_id", "rep_id", "id"], unique=False)
        batch_op.create_index("ix_outbox_counts", ["workspace_id", "rep_id", "counts_on"], unique=False, sqlite_where=sa.text("counts_on IS NOT NULL"), postgresql_where=sa.text("counts_on IS NOT NULL"))
