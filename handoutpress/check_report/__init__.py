"""What a check of one handout found, as one value that a page or a document is made of.

Checks nothing and prints nothing.
"""

from handoutpress.check_report.quotes import note_findings
from handoutpress.check_report.values import CheckReport, Note, Quote

__all__ = ["CheckReport", "Note", "Quote", "note_findings"]
