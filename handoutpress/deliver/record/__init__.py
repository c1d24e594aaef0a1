"""Remember what was given to whom by a reference, never by a name; and keep each PDF that was given."""
