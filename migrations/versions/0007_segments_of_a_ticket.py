"""Segments of a ticket

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REQUIRED = {
    "contact_attempt": {"segment": sa.Integer()},
    "reopening": {"segment": sa.Integer()},
    "ticket": {"segment_began_at": sa.DateTime(), "contact_due_at": sa.DateTime(), "promised": sa.Integer()},
}
NUMBERED = (
    """UPDATE contact_attempt SET segment = 1 + (SELECT count(*) FROM reopening
       WHERE reopening.ticket_id = contact_attempt.ticket_id AND reopening.at <= contact_attempt.at)""",
    """UPDATE reopening SET segment = 1 + (SELECT count(*) FROM reopening AS earlier
       WHERE earlier.ticket_id = reopening.ticket_id AND earlier.id <= reopening.id)""",
)
FIRST_SEGMENTS = """UPDATE ticket SET promised = 1, segment_began_at = opened_at,
    contact_due_at = first_contact_due_at, attempted_at = first_attempt_at, reached_at = first_reached_at
    WHERE segment = 1"""
# Nobody promised those a first contact of their own: they are owed what they were, and nobody is escalated by surprise.
LATER_SEGMENTS = """UPDATE ticket SET promised = 1,
    segment_began_at = coalesce(
        (SELECT max(at) FROM reopening WHERE reopening.ticket_id = ticket.id), opened_at),
    contact_due_at = CASE WHEN first_reached_at IS NULL THEN first_contact_due_at ELSE resolution_due_at END,
    attempted_at = (SELECT min(at) FROM contact_attempt AS made
        WHERE made.ticket_id = ticket.id AND made.segment = ticket.segment),
    reached_at = (SELECT min(at) FROM contact_attempt AS made
        WHERE made.ticket_id = ticket.id AND made.segment = ticket.segment AND made.outcome = 'reached')
    WHERE segment <> 1"""
# Their silence was written down though somebody had reopened the ticket and nobody waited for an answer any more.
WITHDRAWN = """UPDATE verification SET answer = NULL, withdrawn_at = (
        SELECT min(reopening.at) FROM reopening JOIN resolution ON resolution.id = verification.resolution_id
        WHERE reopening.ticket_id = verification.ticket_id AND reopening.at >= resolution.at
        AND reopening.at <= verification.expires_at)
    WHERE (answer IS NULL OR answer = 'silent') AND EXISTS (
        SELECT 1 FROM reopening JOIN resolution ON resolution.id = verification.resolution_id
        WHERE reopening.ticket_id = verification.ticket_id AND reopening.at >= resolution.at
        AND reopening.at <= verification.expires_at)"""


def upgrade() -> None:
    for table, columns in REQUIRED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind in columns.items():
                batch_op.add_column(sa.Column(name, kind, nullable=True))

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempted_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("reached_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(), nullable=True))

    for statement in (*NUMBERED, FIRST_SEGMENTS, LATER_SEGMENTS, WITHDRAWN):
        op.execute(statement)

    for table, columns in REQUIRED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind in columns.items():
                batch_op.alter_column(name, existing_type=kind, nullable=False)

    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_due_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("resolution_due_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reopening_response_id_response"), "response", ["response_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_reopening_response_id_response"), type_="foreignkey")
        batch_op.drop_column("response_id")
        batch_op.drop_column("resolution_due_at")
        batch_op.drop_column("contact_due_at")

    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_column("reached_at")
        batch_op.drop_column("attempted_at")

    for table, columns in REQUIRED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in columns:
                batch_op.drop_column(name)
