"""Send messages through a mail relay, each at most once for what was meant, or say that it is unknown."""
