"""The words that say why a PDF stays in its place though it is out of date.

Values only.
"""

from __future__ import annotations

WRONG = "its content is wrong; the problems say where"
KEPT = "it is removed when no problem is left in any file ('check' names them)"
GONE = f"its handout is gone; {KEPT}"
DROPPED = f"clinic.yaml names its edition no longer; {KEPT}"
WITHDRAWN = f"its words were withdrawn: do not hand it out; {KEPT}"
REVIEWED = f"its words changed since; make it again with 'build --edition review'; {KEPT}"

# Of booklets and sets.
MEMBER = "its handout '{}' is out of date or could not be made"
BEHIND = "a handout in it changed since; build without limits"
SPOILT = "the file that asks for it is wrong; the problems say where"
NOT_APPROVED = (
    f"it holds what nobody approved, and clinic.yaml gives out only what is approved; {KEPT}"
)
UNWANTED = f"nothing asks for it, or nothing would be in it; {KEPT}"
HOLDS_WITHDRAWN = "it holds words that were withdrawn: do not hand it out; {}"
