"""Turn structured section data into printable, accessible handouts."""

__version__ = "0.1.0"
