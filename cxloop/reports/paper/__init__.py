"""The executive page as one A4 sheet: what it says, its fonts, and the printing."""

from cxloop.reports.paper.printing import one_page
from cxloop.reports.paper.sheet import sheet

__all__ = ["one_page", "sheet"]
