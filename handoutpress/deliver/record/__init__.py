"""Remember what was given, by a reference and never by a name; keep each PDF that was given.

Delivers nothing.
"""
