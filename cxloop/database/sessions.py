"""The session of one database: whose connection it is need not be found out anew for each of thirty statements."""

from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import SessionTransaction


class OneDatabaseSession(Session):
    """As any session, where there is one engine."""

    _kept: tuple[SessionTransaction, Connection] | None = None

    def get_bind(
        self,
        mapper: Any | None = None,
        clause: Any | None = None,
        bind: Engine | Connection | None = None,
        **_more: Any,
    ) -> Engine | Connection:
        return self._db.engines[None] if bind is None else bind

    def connection(
        self, bind_arguments: Any | None = None, execution_options: Any | None = None
    ) -> Connection:
        """The one of the present transaction; one that has failed answers as ever, with an error."""
        if self._kept is not None and not bind_arguments and not execution_options:
            transaction, connection = self._kept
            if transaction is self._innermost() and transaction.is_active:
                return connection
        connection = super().connection(bind_arguments, execution_options)
        begun = self._innermost()
        self._kept = None if begun is None else (begun, connection)
        return connection

    def _innermost(self) -> SessionTransaction | None:
        """A part of a unit of work that may be given up is its own transaction: its savepoint is set when it asks."""
        return self.get_nested_transaction() or self.get_transaction()
