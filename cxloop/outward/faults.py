"""What went wrong on the network, as a code; the error's own text may hold an address."""

import http.client
import ssl

CODES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (ssl.SSLError, "tls_failed"),
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "connection_refused"),
    ((ConnectionError, http.client.RemoteDisconnected), "connection_lost"),
    (http.client.IncompleteRead, "answer_cut_short"),
    (http.client.HTTPException, "answer_garbled"),
)


def fault_of(error: Exception, otherwise: str) -> str:
    """A code for the log and the page; `otherwise` when the error is of no kind we know."""
    return next((code for kind, code in CODES if isinstance(error, kind)), otherwise)
