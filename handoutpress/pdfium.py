"""The lock that all who use PDFium hold: it is not safe for threads, whichever documents they open.

Opens no document.
"""

from __future__ import annotations

import threading

# While `watch` builds, the preview draws pages in a thread of its own.
PDFIUM_LOCK = threading.Lock()
