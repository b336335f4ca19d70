"""Customers: accounts (companies) and contacts (the people there)."""
