"""Trails nobody can change unseen

Revision: 0009
Follows: 0008

Hashes become keyed and cover the whole event; what an old trail's hashes do not fit is left so that it still does not.
"""

import hashlib
import hmac
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MODULUS = 2**128
AT_ONCE = 5000
MESSAGE = "what happened stays as it was written"
OLD = sa.table(
    "ticket_event",
    sa.column("ticket_id", NUMBER), sa.column("number", sa.Integer()), sa.column("at", sa.DateTime()),
    sa.column("actor_id", NUMBER), sa.column("via", sa.Text()), sa.column("kind", sa.Text()),
    sa.column("facts", sa.JSON()), sa.column("hash", sa.Text()),
)  # fmt: skip
END = sa.table(
    "trail_end",
    sa.column("owner", NUMBER), sa.column("length", sa.Integer()),
    sa.column("last", sa.Text()), sa.column("seal", sa.Text()),
)  # fmt: skip
TALLY = sa.table(
    "trail_tally",
    sa.column("id", NUMBER), sa.column("page", sa.Integer()), sa.column("events", sa.Integer()),
    sa.column("total", sa.Text()), sa.column("seal", sa.Text()),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "trail_anchor",
        sa.Column("page", NUMBER, autoincrement=False, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("total", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("page", name=op.f("pk_trail_anchor")),
    )
    op.create_table(
        "trail_end",
        sa.Column("owner", NUMBER, autoincrement=False, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_trail_end")),
    )
    op.create_table(
        "trail_key",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_key")),
    )
    op.create_table(
        "trail_tally",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("total", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_tally")),
    )
    op.create_table(
        "audit_event",
        sa.Column("book", NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", NUMBER, nullable=True),
        sa.Column("program", sa.Text(), nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_event_actor_id_users")),
        sa.PrimaryKeyConstraint("book", "number", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"])

    one_tree = {"sqlite_with_rowid": False}
    with op.batch_alter_table("ticket_event", schema=None, table_kwargs=one_tree) as batch_op:
        batch_op.add_column(sa.Column("page", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("program", sa.Text(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_ticket_event_ticket_id_number"), type_="unique")
        batch_op.drop_constraint(batch_op.f("pk_ticket_event"), type_="primary")
        batch_op.drop_column("id")
        batch_op.create_primary_key(batch_op.f("pk_ticket_event"), ["ticket_id", "number"])
    with op.batch_alter_table("ticket_event", schema=None, table_kwargs=one_tree) as batch_op:
        batch_op.alter_column("page", existing_type=sa.Integer(), server_default=None)

    _chain_anew(op.get_context().config.attributes["trail_key"])
    for table in ("ticket_event", "audit_event"):
        for statement in _refusals(table):
            op.execute(statement)


def downgrade() -> None:
    for table in ("ticket_event", "audit_event"):
        for action in ("update", "delete"):
            on = "" if _on_sqlite() else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_refuses_{action}{on}")
        if not _on_sqlite():
            op.execute(f"DROP TRIGGER {table}_refuses_truncate ON {table}")
            op.execute(f"DROP FUNCTION {table}_stays()")
    _chain_as_before()
    _number_events()
    op.drop_index(op.f("ix_audit_event_at"), table_name="audit_event")
    for table in ("audit_event", "trail_tally", "trail_key", "trail_end", "trail_anchor"):
        op.drop_table(table)


def _number_events() -> None:
    """Events get an id of their own again, in the order they happened."""
    op.rename_table("ticket_event", "ticket_event_without_id")
    if not _on_sqlite():
        for constraint in (
            "pk_ticket_event",
            "fk_ticket_event_actor_id_users",
            "fk_ticket_event_ticket_id_ticket",
        ):
            op.execute(f"ALTER TABLE ticket_event_without_id DROP CONSTRAINT {constraint}")
    op.create_table(
        "ticket_event",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", NUMBER, nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_ticket_event_actor_id_users")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_event_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_event")),
        sa.UniqueConstraint("ticket_id", "number", name=op.f("uq_ticket_event_ticket_id_number")),
    )
    columns = "ticket_id, number, at, actor_id, via, kind, facts, hash"
    op.execute(
        f"INSERT INTO ticket_event ({columns}) "  # noqa: S608 - our own columns' names
        f"SELECT {columns} FROM ticket_event_without_id ORDER BY at, ticket_id, number"
    )
    op.drop_table("ticket_event_without_id")


def _chain_anew(key: bytes) -> None:
    """Give every event its keyed hash, every trail its end, and count them all."""
    connection = op.get_bind()
    tallies = [[0, 0] for _ in range(1 if _on_sqlite() else 32)]
    for trails in _in_pieces(connection):
        hashes, ends = [], []
        for ticket_id, events in trails:
            before = previous = ""
            for event in events:
                said = [
                    event.at.replace(tzinfo=UTC).isoformat(),
                    event.actor_id,
                    None,
                    event.via,
                    event.kind,
                    event.facts,
                ]
                content = json.dumps(said, sort_keys=True)
                own = _mac(key, f"ticket:{ticket_id}:{event.number}:1:{previous}:{content}")
                if event.hash != _old_link(before, event):
                    own = f"broken: {event.hash}"
                before, previous = event.hash, own
                hashes.append({"of": ticket_id, "at_number": event.number, "own": own})
                tallies[0][0] += 1
                added = hashlib.blake2b(own.encode(), key=key, digest_size=16).digest()
                tallies[0][1] += int.from_bytes(added)
            seal = _mac(key, f"end:{ticket_id}:{events[-1].number}:{previous}")
            ends.append(
                {
                    "owner": ticket_id,
                    "length": events[-1].number,
                    "last": previous,
                    "seal": seal,
                }
            )
        _write(connection, hashes)
        connection.execute(sa.insert(END), ends)
    if not tallies[0][0]:
        return
    rows = []
    for number, (events, added) in enumerate(tallies, start=1):
        total = added % MODULUS
        seal = _mac(key, f"tally:{number}:1:{events}:{total}")
        rows.append({"id": number, "page": 1, "events": events, "total": f"{total:032x}", "seal": seal})
    connection.execute(sa.insert(TALLY), rows)


def _chain_as_before() -> None:
    connection = op.get_bind()
    for trails in _in_pieces(connection):
        hashes = []
        for ticket_id, events in trails:
            previous = ""
            for event in events:
                previous = _old_link(previous, event)
                hashes.append({"of": ticket_id, "at_number": event.number, "own": previous})
        _write(connection, hashes)


def _in_pieces(connection):
    """(ticket id, its events in order), some thousand events at once."""
    last = -1
    while True:
        ids = connection.scalars(
            sa.select(OLD.c.ticket_id)
            .distinct()
            .where(OLD.c.ticket_id > last)
            .order_by(OLD.c.ticket_id)
            .limit(AT_ONCE)
        ).all()
        if not ids:
            return
        chosen = sa.select(OLD).where(OLD.c.ticket_id > last, OLD.c.ticket_id <= ids[-1])
        trails: dict = {}
        for event in connection.execute(chosen.order_by(OLD.c.ticket_id, OLD.c.number)):
            trails.setdefault(event.ticket_id, []).append(event)
        yield list(trails.items())
        last = ids[-1]


def _write(connection, hashes) -> None:
    same = (OLD.c.ticket_id == sa.bindparam("of"), OLD.c.number == sa.bindparam("at_number"))
    connection.execute(sa.update(OLD).where(*same).values(hash=sa.bindparam("own")), hashes)


def _old_link(previous, event) -> str:
    at = event.at.replace(tzinfo=UTC).isoformat()
    said = [previous, event.ticket_id, event.number, at, event.kind, event.facts]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _mac(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def _refusals(table: str) -> list[str]:
    if _on_sqlite():
        return [
            f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for action in ("UPDATE", "DELETE")
        ]
    function = (
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
        f"FOR EACH {'STATEMENT' if action == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION {table}_stays()"
        for action in ("UPDATE", "DELETE", "TRUNCATE")
    ]
    return [function, *triggers]


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
