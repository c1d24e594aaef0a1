"""[reads] `delivery.yaml`: relay, printers, retention; IT's own file, of mode 0600.

Holds no secret: it names the file or the variable of the environment that does.
"""

from __future__ import annotations
