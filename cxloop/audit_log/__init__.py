"""The audit log: who came in, and who changed who may do what.

It holds references and codes only, so that erasing a person leaves it whole; it is kept as the trails of tickets are.
"""

from cxloop.audit_log.writing import CHAIN, record

__all__ = ["CHAIN", "record"]
