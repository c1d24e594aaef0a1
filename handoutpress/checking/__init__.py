"""Check handouts: their words as they stand, and their pages as they were made.

Makes nothing. How much a rule weighs is the clinic's to say.
"""

from handoutpress.checking.handouts import HandoutCheck, MadePdf, check_handout
from handoutpress.checking.weighing import list_level, weigh

__all__ = ["HandoutCheck", "MadePdf", "check_handout", "list_level", "weigh"]
