"""TLS contexts from the files of a gateway, and how to notice that the files have changed."""

import ssl
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import certifi

from monitor.client.causes import MisconfiguredError
from monitor.probe import Tls

Stamp = tuple[tuple[int, int], ...]


def stamp(tls: Tls | None) -> Stamp:
    """Time of change and size of each file: another stamp means other contents.

    Raises:
        MisconfiguredError: a file is not there or may not be looked at.
    """
    return () if tls is None else tuple(_stamp(path) for path in _files(tls))


def context(tls: Tls | None) -> ssl.SSLContext:
    """A context that checks certificate and host name, against `ca_file` alone where there is one.

    Reads files, so it has no place on the event loop.

    Raises:
        MisconfiguredError: a file holds no certificate or key, or the two do not belong together.
    """
    if tls is None or not any(_files(tls)):
        return _platform_context()
    made = _trusting(tls.ca_file)
    if tls.cert_file is not None:
        _identify(made, tls.cert_file, tls.key_file)
    return made


@cache
def _platform_context() -> ssl.SSLContext:
    return _trusting(None)


def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Trust `ca_file`, else the platform's store, else certifi's where the platform has none."""
    store = ssl.get_default_verify_paths()
    bundle = ca_file if ca_file or store.cafile or store.capath else Path(certifi.where())
    try:
        made = ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise MisconfiguredError(f"tls ca_file {bundle} cannot be used: {_why(error)}") from error
    made.set_alpn_protocols(["http/1.1"])
    return made


def _identify(made: ssl.SSLContext, cert_file: Path, key_file: Path | None) -> None:
    """Load the client certificate. The empty password keeps OpenSSL from asking on the terminal."""
    try:
        made.load_cert_chain(cert_file, key_file, password="")
    except OSError as error:
        raise MisconfiguredError(f"tls cert_file {cert_file} cannot be used: {_why(error)}") from error


def _files(tls: Tls) -> Iterator[Path]:
    return (path for path in (tls.ca_file, tls.cert_file, tls.key_file) if path is not None)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise MisconfiguredError(f"tls file {path} cannot be read: {_why(error)}") from error
    return status.st_mtime_ns, status.st_size


def _why(error: OSError) -> str:
    """The system's or OpenSSL's word, never a line of the file."""
    return getattr(error, "reason", "") or error.strerror or type(error).__name__
