"""Check the words of a handout against the rules that the field uses.

Reads no file and changes nothing: a script in, findings out.
"""
