"""What the renderer raises or only logs becomes an error of one page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from weasyprint.urls import FatalURLFetchingError

from handoutpress.errors import HandoutError, RenderError
from handoutpress.render.memory_fetcher import show_url
from handoutpress.render.tag_mirror import TagMirrorError

LOGGERS = ("weasyprint", "fontTools")


@contextmanager
def faults_as_errors(where: str = "") -> Iterator[None]:
    """Turn everything that the libraries raise, or only log, into an error of this render."""
    with _collect_warnings() as collector:
        try:
            yield
        except (HandoutError, MemoryError):  # who set the limit knows what to say of memory
            raise
        except FatalURLFetchingError as error:
            raise RenderError(f"{where}{error}") from error
        except OSError as error:
            raise RenderError(
                f"{where}the computer could not write or read a file that it needs to print "
                f"({error.strerror or error}); make room on the disk, also where temporary files "
                "are kept, then build again"
            ) from error
        except TagMirrorError as error:
            raise RenderError(
                f"{where}the tags cannot be repaired: {error}; report this as a fault of the "
                "program"
            ) from error
        except Exception as error:
            raise RenderError(
                f"{where}the renderer broke off with {type(error).__name__}: {error}; undo the "
                "last change of a template or style, or report this"
            ) from error
    if collector.messages:
        warnings = "; ".join(collector.messages)
        raise RenderError(
            f"{where}the renderer warned: {warnings}; mend the page, picture or style that it names"
        )


class _Collector(logging.Handler):
    """Keep what the renderer logs, each message once."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.messages[show_url(record.getMessage()).rstrip(" .:")] = None


@contextmanager
def _collect_warnings() -> Iterator[_Collector]:
    """Collect what the libraries log as a warning or worse, however logging is set up."""
    collector = _Collector()
    with ExitStack() as stack:
        for logger in map(logging.getLogger, LOGGERS):
            stack.callback(logger.setLevel, logger.level)
            stack.callback(logger.removeHandler, collector)
            logger.addHandler(collector)
            logger.setLevel(logging.WARNING)
        yield collector
