"""Improvements that prove themselves

Revision: 0033
Follows: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_schedule",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("slack_channel", sa.Text(), nullable=True),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("with_pdf", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_report_schedule_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_schedule_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
    )
    with op.batch_alter_table("report_schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_schedule_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_schedule_user_id"), ["user_id"], unique=False)

    op.create_table(
        "huddle",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("begun_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["begun_by_id"], ["users.id"], name=op.f("fk_huddle_begun_by_id_users")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_huddle_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_huddle")),
    )
    with op.batch_alter_table("huddle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_huddle_team_id"), ["team_id"], unique=False)

    op.create_table(
        "scheduled_run",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("schedule_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["report_schedule.id"], name=op.f("fk_scheduled_run_schedule_id_report_schedule")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_run")),
        sa.UniqueConstraint("schedule_id", "due_at", name=op.f("uq_scheduled_run_schedule_id_due_at")),
    )
    op.create_table(
        "tell_back",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("improvement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=True),
        sa.Column("words_it", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_tell_back_by_id_users")),
        sa.ForeignKeyConstraint(
            ["improvement_id"], ["improvement.id"], name=op.f("fk_tell_back_improvement_id_improvement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tell_back")),
    )
    with op.batch_alter_table("tell_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tell_back_improvement_id"), ["improvement_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("huddle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["huddle_id"], ["huddle.id"], name=op.f("fk_attendance_huddle_id_huddle")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_attendance_user_id_users")),
        sa.PrimaryKeyConstraint("huddle_id", "user_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "huddle_decision",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("huddle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_huddle_decision_by_id_users")),
        sa.ForeignKeyConstraint(
            ["huddle_id"], ["huddle.id"], name=op.f("fk_huddle_decision_huddle_id_huddle")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_huddle_decision_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_huddle_decision")),
    )
    with op.batch_alter_table("huddle_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_huddle_decision_huddle_id"), ["huddle_id"], unique=False)

    op.create_table(
        "kudos",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("huddle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_kudos_by_id_users")),
        sa.ForeignKeyConstraint(["huddle_id"], ["huddle.id"], name=op.f("fk_kudos_huddle_id_huddle")),
        sa.ForeignKeyConstraint(["to_id"], ["users.id"], name=op.f("fk_kudos_to_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
    )
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kudos_huddle_id"), ["huddle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kudos_to_id"), ["to_id"], unique=False)

    op.create_table(
        "back_letter",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tell_back_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("improvement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("kept_back", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["improvement_id"], ["improvement.id"], name=op.f("fk_back_letter_improvement_id_improvement")
        ),
        sa.ForeignKeyConstraint(
            ["tell_back_id"], ["tell_back.id"], name=op.f("fk_back_letter_tell_back_id_tell_back")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_back_letter_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_back_letter")),
        sa.UniqueConstraint(
            "ticket_id", "improvement_id", name=op.f("uq_back_letter_ticket_id_improvement_id")
        ),
    )
    with op.batch_alter_table("back_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_back_letter_improvement_id"), ["improvement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_back_letter_tell_back_id"), ["tell_back_id"], unique=False)

    op.add_column("company", sa.Column("improvements_at_once", sa.Integer(), nullable=True))
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looked_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("sponsor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("effort", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("segment", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("noticed", sa.JSON(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_improvement_sponsor_id_users"), "users", ["sponsor_id"], ["id"]
        )


def downgrade() -> None:
    op.drop_column("company", "improvements_at_once")
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_improvement_sponsor_id_users"), type_="foreignkey")
        batch_op.drop_column("noticed")
        batch_op.drop_column("segment")
        batch_op.drop_column("effort")
        batch_op.drop_column("sponsor_id")
        batch_op.drop_column("looked_on")

    with op.batch_alter_table("back_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_back_letter_tell_back_id"))
        batch_op.drop_index(batch_op.f("ix_back_letter_improvement_id"))

    op.drop_table("back_letter")
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kudos_to_id"))
        batch_op.drop_index(batch_op.f("ix_kudos_huddle_id"))

    op.drop_table("kudos")
    with op.batch_alter_table("huddle_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_huddle_decision_huddle_id"))

    op.drop_table("huddle_decision")
    op.drop_table("attendance")
    with op.batch_alter_table("tell_back", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tell_back_improvement_id"))

    op.drop_table("tell_back")
    op.drop_table("scheduled_run")
    with op.batch_alter_table("huddle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_huddle_team_id"))

    op.drop_table("huddle")
    with op.batch_alter_table("report_schedule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_schedule_user_id"))
        batch_op.drop_index(batch_op.f("ix_report_schedule_next_at"))

    op.drop_table("report_schedule")
