"""The one door to other people's servers: public addresses only, no redirects, bounded in time and size."""

from cxloop.outward.client import Answer, CallFailed, Outward

__all__ = ["Answer", "CallFailed", "Outward"]
