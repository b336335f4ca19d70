"""The signed links of an invitation: a link to answer never unsubscribes. Pure."""

from cxloop.secrets.signed_links import is_signed, link, numbered

__all__ = ["ANSWER", "LEAVE", "is_signed", "link", "numbered"]

ANSWER = b"cxloop survey link v1:"
LEAVE = b"cxloop unsubscribe link v1:"
