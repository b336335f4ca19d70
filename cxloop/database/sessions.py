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
            inner = self.get_nested_transaction() or transaction
            if transaction is self.get_transaction() and transaction.is_active and inner.is_active:
                return connection
        connection = super().connection(bind_arguments, execution_options)
        begun = self.get_transaction()
        self._kept = None if begun is None else (begun, connection)
        return connection
