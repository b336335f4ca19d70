"""The customer's word

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


DESKS = frozenset(
    "info contact contacts contatti contatto kontakt contacto office ufficio buero mail email post posta hello ciao"
    " hallo hola sales vendite commerciale vertrieb ventas orders ordini order bestellung shop store negozio"
    " support supporto assistenza help helpdesk service servizio servizi care customercare customerservice cs"
    " admin administration amministrazione amm administracion verwaltung accounting accounts contabilita buchhaltung"
    " billing invoices invoice fatture fatturazione fatturazioneelettronica finance finanza payments pagamenti"
    " purchasing procurement acquisti einkauf compras logistics logistica magazzino warehouse spedizioni shipping"
    " hr jobs personale careers lavoro marketing press stampa pr reception ricevimento booking bookings prenotazioni"
    " reservations reservierung hotel desk frontdesk frontoffice backoffice segreteria secretary sekretariat"
    " direzione management team staff all everyone tutti legal legale privacy quality qualita technical tecnico"
    " webmaster postmaster noreply no-reply negozi studio agenzia cucina ristorante club segnalazioni reclami".split()
)


def upgrade() -> None:
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.Text(), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_contact_email"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_contact_email_place"), ["email", "place"])

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.alter_column("place", server_default=None, existing_type=sa.Text(), existing_nullable=False)

    _mark_mailboxes()

    op.create_table(
        "customers_word",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verification_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_customers_word_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_customers_word_ticket_id_ticket")
        ),
        sa.ForeignKeyConstraint(
            ["verification_id"],
            ["verification.id"],
            name=op.f("fk_customers_word_verification_id_verification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers_word")),
    )
    with op.batch_alter_table("customers_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customers_word_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_customers_word_verification_id"), ["verification_id"], unique=False
        )

    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_to", sa.Text(), nullable=True))

    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_text", sa.Text(), nullable=True))

    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("write_after", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("sent_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_verification_write_after"), ["write_after"], unique=False)

    op.execute(
        "INSERT INTO customers_word"
        " (ticket_id, verification_id, at, answer, comment, counts, via, recorded_by_id)"
        " SELECT ticket_id, id, answered_at, answer, comment, true, coalesce(via, 'link'), recorded_by_id"
        " FROM verification WHERE answered_at IS NOT NULL AND answer IN ('yes', 'partly', 'no')"
    )
    op.execute(
        "UPDATE verification SET sent_at = asked_at, letter_id = ("
        "SELECT alert.id FROM alert WHERE alert.subject = 'ticket:' || verification.ticket_id"
        " AND alert.kind = 'verification_asked' AND alert.step = verification.id)"
        " WHERE asked_at IS NOT NULL AND EXISTS ("
        "SELECT 1 FROM alert WHERE alert.subject = 'ticket:' || verification.ticket_id"
        " AND alert.kind = 'verification_asked' AND alert.step = verification.id AND alert.state = 'sent')"
    )


def _mark_mailboxes() -> None:
    """Whoever had the mailbox of several people to themselves so far keeps a place at it that is nobody's name."""
    contacts = sa.table("contact", sa.column("id"), sa.column("email"), sa.column("place"))
    connection = op.get_bind()
    known = connection.execute(
        sa.select(contacts.c.id, contacts.c.email).where(contacts.c.email.is_not(None))
    )
    shared = [number for number, email in known if email.partition("@")[0] in DESKS]
    for number in shared:
        connection.execute(contacts.update().where(contacts.c.id == number).values(place=f"# {number}"))


def downgrade() -> None:
    op.execute(
        "UPDATE contact SET email = NULL WHERE email IS NOT NULL"
        " AND id NOT IN (SELECT min(id) FROM contact WHERE email IS NOT NULL GROUP BY email)"
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_contact_email_place"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_contact_email"), ["email"])
        batch_op.drop_column("place")

    op.execute("UPDATE ticket SET state = 'unverified' WHERE state = 'not_asked'")
    op.execute("UPDATE verification SET answer = 'silent' WHERE answer = 'not_asked'")
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verification_write_after"))
        batch_op.drop_column("letter_id")
        batch_op.drop_column("sent_at")
        batch_op.drop_column("write_after")

    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.drop_column("told_text")

    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_column("reply_to")

    with op.batch_alter_table("customers_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_word_verification_id"))
        batch_op.drop_index(batch_op.f("ix_customers_word_ticket_id"))

    op.drop_table("customers_word")
