"""Scores of a survey in one index

Revision: 0018
Follows: 0017
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_survey_id_answered_at"))
        batch_op.create_index(
            "ix_response_of_survey", ["survey_id", "answered_at", "score", "withdrawn_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index("ix_response_of_survey")
        batch_op.create_index(
            batch_op.f("ix_response_survey_id_answered_at"), ["survey_id", "answered_at"], unique=False
        )
