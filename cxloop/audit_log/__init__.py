"""The audit log: who came in or was turned away, and who changed what an administrator answers for.

It holds references and codes only, so that erasing a person leaves it whole; it is kept as the trails of tickets are.
"""

from cxloop.audit_log.writing import CHAIN, By, record

__all__ = ["CHAIN", "By", "record"]
