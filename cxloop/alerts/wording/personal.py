"""Kinds that are one person's, about no ticket: told alone, never gathered in a digest of tickets. Pure."""

MEASURED, DECIDED, NOTICED, THANKED, REPORT, TOLD_BACK = (
    "improvement_measured",
    "improvement_decided",
    "improvement_noticed",
    "thanked",
    "report_executive",
    "told_back",
)
PERSONAL = (MEASURED, DECIDED, NOTICED, THANKED)
"""For a colleague, by the path they chose for what is handed to them."""
NOT_OF_TICKETS = (*PERSONAL, REPORT, TOLD_BACK)
