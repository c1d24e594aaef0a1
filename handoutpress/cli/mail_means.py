"""The clock, waiting and chance, for what sends; only the command line holds them.

Decides nothing.
"""

from __future__ import annotations

import secrets
import time
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handoutpress.deliver.mail.values import Means

TOKEN_BYTES = 24  # nobody guesses it


def make_means() -> Means:
    """Return the real ones."""
    from handoutpress.deliver.mail.values import Means

    return Means(
        now=lambda: datetime.now().astimezone(),
        sleep=time.sleep,
        chance=secrets.SystemRandom().random,
        token=lambda: secrets.token_hex(TOKEN_BYTES),
        choose=secrets.choice,
    )
