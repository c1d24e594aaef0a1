"""Have the computers of a Dask cluster do jobs, for a library that outgrows one.

Nothing is shared but the connection: the theme and the fonts go once to each computer, then pages
go there, and PDFs come back. Imports Dask only when a cluster is opened.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from ssl import SSLError
from typing import Any
from urllib.parse import urlsplit

from handoutpress.errors import HandoutError, UsageError
from handoutpress.model import Theme
from handoutpress.worker.cluster_address import Certificates, check_address, check_files
from handoutpress.worker.crew import Crew
from handoutpress.worker.inside import Orders
from handoutpress.worker.station import Fonts, Limits, SetUp, set_up_press

__all__ = ["Certificates", "open_cluster"]

CONNECT_S = 10.0  # a scheduler on the same network answers in well under one
LARGE_GRAPH = "1 GiB"  # Dask warns from 10 MB on; a page with its pictures may be larger
INSTALL = "install requirements-cluster.lock, as docs/cluster.md says"


@contextmanager
def open_cluster(
    address: str,
    *,
    theme: Theme,
    fonts: Fonts,
    limits: Limits | None = None,
    certificates: Certificates | None = None,
    set_up: SetUp = set_up_press,
) -> Iterator[Crew]:
    """Open a crew of the workers at a scheduler; none of their processes outlives it.

    Raises:
        UsageError: the address or the certificates cannot be used.
        HandoutError: Dask is not installed, nobody answers, or no worker can be used.
    """
    check_address(address)
    dask, distributed = _import_dask()
    from handoutpress.worker.cluster_crew import ClusterCrew

    limits = limits or Limits()
    orders = Orders.of(set_up, theme, fonts, limits.memory_bytes)
    given = _complete(certificates or Certificates(), dask.config)
    security = _make_security(address, given, distributed.Security)
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": LARGE_GRAPH}):
        client = _connect(address, security, distributed.Client)
        crew = ClusterCrew(client, address, orders, limits)
        try:
            crew.open()
            yield crew
        finally:
            crew.close()


def _import_dask() -> tuple[Any, Any]:
    """Import Dask, and have it keep its log to itself: what matters is told by our errors.

    Raises:
        HandoutError: it is not installed.
    """
    try:
        import dask
        import distributed
    except ImportError as error:
        raise HandoutError(f"--cluster needs Dask, which is not installed: {INSTALL}") from error
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return dask, distributed


def _complete(certificates: Certificates, config: Any) -> Certificates:
    """Take what is not given from Dask's configuration, hence from its environment variables."""

    def find(given: Path | None, name: str) -> Path | None:
        configured = config.get(f"distributed.comm.tls.{name}", None)
        return given or (Path(configured) if configured else None)

    return Certificates(
        find(certificates.ca, "ca-file"),
        find(certificates.certificate, "client.cert"),
        find(certificates.key, "client.key"),
    )


def _make_security(address: str, files: Certificates, make: Any) -> Any:
    """Return the certificates as Dask wants them; it then checks those of others, too.

    Raises:
        UsageError: they cannot be used.
    """
    if urlsplit(address).scheme == "tcp":
        return make(require_encryption=False)
    check_files(files)
    security = make(
        require_encryption=True,
        tls_ca_file=str(files.ca),
        tls_client_cert=str(files.certificate),
        tls_client_key=str(files.key),
    )
    try:
        security.get_connection_args("client")
    except SSLError as error:
        raise UsageError(
            f"the certificates cannot be used: {error}; {files.ca}, {files.certificate} and "
            f"{files.key} must be PEM files, and the last two belong together"
        ) from error
    return security


def _connect(address: str, security: Any, connect: Any) -> Any:
    """Connect to the scheduler.

    Raises:
        HandoutError: nobody answers there, or without a certificate of the same authority.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on versions: we compare them ourselves, and all
            return connect(
                address,
                security=security,
                timeout=CONNECT_S,
                set_as_default=False,
                direct_to_workers=False,  # so that only the scheduler's port must be open to us
                name="handout-press",
            )
    except OSError as error:
        raise HandoutError(
            f"no scheduler that can be trusted answers at {address}: {error}; start it there, and "
            "give it a certificate of the same authority, as docs/cluster.md says"
        ) from error
