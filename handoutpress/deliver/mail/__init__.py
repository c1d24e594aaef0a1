"""Send messages through a mail relay.

Each goes out at most once for what was meant; where that is not known, a person is asked.
"""
