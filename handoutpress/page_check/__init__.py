"""Check finished PDFs: clear print, layout, links and codes, and what a PDF must be.

Reads no file and changes nothing: bytes in, findings out.
"""
