"""Check the words of a handout against the rules that the field uses.

Reads no file and changes nothing: a script in, findings out.
"""

from handoutpress.word_check.report import WordReport, check_words

__all__ = ["WordReport", "check_words"]
