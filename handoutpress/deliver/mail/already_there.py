"""Say that the same message is in the outbox, or went to the same address before; words only."""

from __future__ import annotations

from handoutpress.deliver.mail.values import Entry, Stage
from handoutpress.errors import HandoutError

WAITS = (
    "this waits in the outbox for this address already, as message {number}; "
    "'outbox retry {number}' sends it"
)
LEFT = "this was sent to this address before, perhaps; --again sends it once more"
_SAID = {
    Stage.SENT: "this was sent to this address before",
    Stage.QUEUED: WAITS,
    Stage.SENDING: "this is being sent to this address just now",
    Stage.DEFERRED: WAITS,
    Stage.UNKNOWN: (
        "this was sent to this address before, perhaps. Ask the patient: if it did not come, "
        "'outbox retry {number} --sure' sends it once more; 'outbox cancel {number}' leaves it"
    ),
}


class AlreadyThereError(HandoutError):
    """The same was to be sent to the same address before; `entry` says what became of it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        is_left = entry.stage is Stage.UNKNOWN and not entry.has_body
        said = LEFT if is_left else _SAID[entry.stage]
        super().__init__(said.format(number=entry.number))
