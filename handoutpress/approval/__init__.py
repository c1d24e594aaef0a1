"""Approve and withdraw: add to what `approvals/` says, and have the library made anew.

The rules of an entry stand in `signing`, the files in `filing`, the order of work in `approve` and
`withdraw`.
"""
