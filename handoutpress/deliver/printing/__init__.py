"""Print on printers that speak IPP, with options that fit the document and the printer.

Makes no PDF.
"""
