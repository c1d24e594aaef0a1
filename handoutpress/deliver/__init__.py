"""Bring handouts and packets to people: by a mail relay, by a printer; with a record of it.

`subjects` says what is delivered, `mail` and `printing` are the two roads, `record` remembers.
Names and addresses of patients pass through, and stay in no log, name or record.
"""
