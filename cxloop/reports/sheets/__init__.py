"""Every report as a sheet of words, figures, drawings and tables, for pages, files, the command line and machines."""

from cxloop.reports.sheets.registry import REPORTS, Report, titles
from cxloop.reports.sheets.sheet import Cell, Section, Sheet, Table

__all__ = ["REPORTS", "Cell", "Report", "Section", "Sheet", "Table", "titles"]
