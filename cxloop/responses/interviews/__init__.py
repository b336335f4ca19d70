"""Interviews and focus groups: who spoke, what was said, and what was found in it."""
