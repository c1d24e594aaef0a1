"""Send handouts by a mail relay: who gets what, with which consent, and what became of it.

`run` is what commands call; `outbox` keeps what is on its way; `sender` talks to the relay.
"""
