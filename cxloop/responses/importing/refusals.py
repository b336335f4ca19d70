"""Why a file or a row was refused, and what must be asked: codes with facts, and one sentence for each."""

from collections.abc import Mapping

from cxloop.language import Translate
from cxloop.language import marked as _

SENTENCES = {
    # the whole file
    "empty_file": _("The file is empty."),
    "not_a_table": _("This is not a CSV or XLSX table. Export the answers as CSV or XLSX and upload that."),
    "old_excel": _("This is an old Excel file (.xls). Save it as .xlsx or CSV and upload that."),
    "macro_excel": _("This workbook carries macros (.xlsm). Save it as .xlsx or CSV and upload that."),
    "locked_excel": _("This workbook is protected by a password. Save it without one and upload that."),
    "open_document": _("This is an OpenDocument sheet (.ods). Save it as .xlsx or CSV and upload that."),
    "broken_excel": _("This workbook is damaged or protected by a password. Save it again as .xlsx or CSV."),
    "needs_too_much": _(
        "Reading this workbook takes too much memory: its cells lie far apart, or it is very large. "
        "Save the sheet as CSV and upload that."
    ),
    "takes_too_long": _("Reading this workbook takes too long. Save the sheet as CSV and upload that."),
    "reader_busy": _("Other workbooks are being read at the moment. Upload it again in a minute."),
    "unpacks_too_big": _("This workbook unpacks to far more than it holds. Save the sheet as CSV and upload that."),
    "header_missing": _("The first row holds answers, not column names. Add a row of column names."),
    "no_rows": _("The file has column names but no answers below them."),
    "too_many_columns": _("The file has more than %(most)s columns."),
    "line_too_long": _("Line %(line)s is too long for a table. Perhaps a line break is missing."),
    "unclosed_quote": _("A quotation mark opened on line %(line)s is never closed. Close it and upload again."),
    "field_too_long": _("A cell on line %(line)s is longer than %(most)s characters."),
    "blank_lines": _("After line %(line)s come more than %(most)s empty lines. Remove them and upload again."),
    "file_too_big": _("The file is larger than %(most)s MB."),
    "list_too_long": _("The list has more than %(most)s people. Split it and upload the parts one after the other."),
    "no_people": _("The file has column names but nobody below them."),
    "stopped_by_hand": _("Somebody stopped the import. What was heard before that stays."),
    # one row
    "cells_too_many": _("The row has %(found)s cells; the file has %(expected)s columns."),
    "quote_left_open": _("A quotation mark in this row is never closed."),
    "score_missing": _("The score is missing."),
    "not_answered": _("“%(value)s” is no answer."),
    "score_not_a_number": _("The score “%(value)s” is not a number."),
    "score_not_whole": _("The score %(value)s is not a whole number."),
    "score_outside": _("The score %(value)s is outside %(lowest)s to %(highest)s."),
    "date_missing": _("The date is missing."),
    "date_unreadable": _("The date “%(value)s” cannot be read."),
    "date_outside": _("The date “%(value)s” is not a moment an answer can have."),
    "date_two_ways": _("The date “%(value)s” may begin with the day or with the month; the file does not tell."),
    "id_of_another": _(
        "Under the id %(id)s there is another answer. If the form was copied, import it as a wave of its own."
    ),
    "id_twice": _("An earlier row of the file says something else under the same id."),
    "changed_meanwhile": _(
        "The answer %(id)s was changed after the comparison. It was left as it is; compare again."
    ),
    "total_row": _("A line of totals, not an answer."),
    "test_answer": _("A preview or test answer, not a customer's."),
    "not_finished": _("The customer has not finished this answer."),
    "not_answered_there": _("The platform itself does not count this as an answer."),
    "other_survey": _("This row belongs to another survey of the file."),
    # remarks on a row that was kept
    "email_dropped": _("The e-mail address “%(value)s” is not one; the answer was kept without it."),
    "comment_cut": _("The comment was cut at %(most)s characters."),
    "value_dropped": _("“%(value)s” is not an amount; the answer was kept without it."),
    # questions
    "rows_of_questions": _(
        "“%(column)s” names a question in each row, and the ids in “%(id)s” come several times: one answer lies in "
        "several rows. Export one row an answer, or keep the rows of the score's question only."
    ),
    "several_surveys": _(
        "“%(column)s” says that the file holds answers to several surveys: %(kinds)s. Say what is measured: the rows "
        "of the others are then set aside, to be imported into a survey of their own."
    ),
    "number_not_used": _(
        "“%(column)s” is not read as the customers' numbers: %(number)s stands beside two different people (lines "
        "%(first)s and %(second)s). The e-mail address or the name tells who answered."
    ),
    "number_of_two_people": _(
        "“%(column)s” cannot hold the customers' numbers: %(number)s stands beside two different people (lines "
        "%(first)s and %(second)s). Keep the column as an attribute, or correct the file."
    ),
    "which_score": _("Which column holds the score?"),
    "which_score_of": _("Which column holds the score? It could be: %(columns)s."),
    "which_date_order": _("Does %(example)s in “%(column)s” begin with the day or the month? No date settles it."),
    "is_it_nps": _("“%(column)s” runs from %(smallest)s to %(largest)s. Is it NPS (0 to 10) or a rating from 1 to 10?"),
    "dates_contradict": _(
        "In “%(column)s” some dates begin with the day (%(day)s) and some with the month (%(month)s). "
        "Which one holds for the others?"
    ),
    "values_proposed": _("“%(column)s” holds words. They are read as: %(values)s."),
    "values_needed": _("Which score does each value of “%(column)s” stand for? %(values)s"),
    "scale_contradicted": _(
        "“%(column)s” should run from %(lowest)s to %(highest)s, but it holds %(values)s. Which scale is it?"
    ),
    "scale_suspected": _(
        "“%(column)s” should run from %(lowest)s to %(highest)s, but nobody chose above 7 or 0. Which scale is it?"
    ),
    "percent_scores": _(
        "“%(column)s” holds shares of a whole: %(values)s. Which score from %(lowest)s to %(highest)s is each?"
    ),
    "words_unused": _("Customers wrote in columns that nothing is kept of: %(columns)s."),
    "calls_refused": _(
        "“%(column)s” tells whether they may be called again: who says no is not called from that moment on "
        "(%(refused)s rows in the part looked at)."
    ),
    "calls_not_read": _(
        "“%(column)s” seems to tell whether they may be called again, but it holds more than yes and no: nobody’s "
        "consent is changed by it."
    ),
    "other_sheets": _("Only the sheet “%(sheet)s” is read. The workbook also has: %(others)s."),
    "which_metric": _("What does “%(column)s” measure? The names and values fit more than one metric."),
    "no_date": _("No column holds the date of the answer. The moment of the import will be used."),
}  # fmt: skip


def sentence(code: str, facts: Mapping[str, object], translate: Translate = _) -> str:
    """One sentence for a code of SENTENCES with its facts, in the language of `translate` (gettext-like)."""
    return translate(SENTENCES[code]) % facts


class UnreadableFile(Exception):
    """The whole file is refused; `reason` is a code of SENTENCES, `line` the line in the file where known."""

    def __init__(self, reason: str, line: int | None = None, **facts: object) -> None:
        self.reason, self.line = reason, line
        self.facts = facts if line is None else {"line": line, **facts}
        super().__init__(self.sentence())

    def sentence(self, translate: Translate = _) -> str:
        return sentence(self.reason, self.facts, translate)
