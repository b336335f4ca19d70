"""Customers: people and companies are kept, joined and told apart."""

from cxloop.loop.customers.customers import edit_account, keep_account
from cxloop.loop.customers.keep_list import CUSTOMERS_A_BATCH, Kept, keep_rows
from cxloop.loop.customers.merge import MergeRefused, gather_late, merge, preview, tell_apart

__all__ = [
    "CUSTOMERS_A_BATCH",
    "Kept",
    "MergeRefused",
    "edit_account",
    "gather_late",
    "keep_account",
    "keep_rows",
    "merge",
    "preview",
    "tell_apart",
]
