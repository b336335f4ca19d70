"""The customers journey

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journey_place",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_it", sa.Text(), nullable=False),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("formerly", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["journey_place.id"], name=op.f("fk_journey_place_stage_id_journey_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_place")),
        sa.UniqueConstraint("key", name=op.f("uq_journey_place_key")),
    )
    with op.batch_alter_table("journey_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journey_place_stage_id"), ["stage_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("journey_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journey_place_stage_id"))

    op.drop_table("journey_place")
