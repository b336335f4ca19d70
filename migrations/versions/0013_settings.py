"""Settings are tried before they are switched on

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_draft",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_setting_draft_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_draft")),
    )
    with op.batch_alter_table("setting_draft", schema=None) as batch_op:
        batch_op.create_index("ix_setting_draft_item", ["part", "item"], unique=False)

    op.create_table(
        "setting_version",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("begins_at", sa.DateTime(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("returns_to", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_setting_version_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_version")),
        sa.UniqueConstraint("part", "item", "number", name=op.f("uq_setting_version_part_item_number")),
    )
    op.create_table(
        "thresholds_before",
        sa.Column("survey_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("report_low", sa.Integer(), nullable=True),
        sa.Column("ticket_low", sa.Integer(), nullable=True),
        sa.Column("urgent_low", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_thresholds_before_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("survey_id", "ended_at", name=op.f("pk_thresholds_before")),
    )
    with op.batch_alter_table("calendar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE calendar SET key = 'calendar-' || id, version = 1, position = id")
    with op.batch_alter_table("calendar", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("version", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("position", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_calendar_name"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_calendar_key_version"), ["key", "version"])

    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(sa.Column("time_zone", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("verification_days", sa.Integer(), server_default=sa.text("(14)"), nullable=False)
        )

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asks_whether_solved", sa.Boolean(), server_default=sa.text("(true)"), nullable=False)
        )
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("retired_at")

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_column("retired_at")
        batch_op.drop_column("asks_whether_solved")

    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_column("verification_days")
        batch_op.drop_column("time_zone")

    op.execute("UPDATE calendar SET name = name || ' (' || id || ')' WHERE retired_at IS NOT NULL")
    with op.batch_alter_table("calendar", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_calendar_key_version"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_calendar_name"), ["name"])
        batch_op.drop_column("retired_at")
        batch_op.drop_column("position")
        batch_op.drop_column("version")
        batch_op.drop_column("key")

    op.drop_table("thresholds_before")
    op.drop_table("setting_version")
    with op.batch_alter_table("setting_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_setting_draft_item")

    op.drop_table("setting_draft")
