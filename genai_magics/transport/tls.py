"""The TLS settings all clients of this process share, made when the first of them needs them."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from functools import lru_cache

from ..errors import InputError

__all__ = ["context_for"]


def context_for(url: str, *, environ: Mapping[str, str] = os.environ) -> ssl.SSLContext:
    """Settings for a connection to *url*: hosts are verified, with ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` if set.

    For a plain ``http://`` address no certificates are loaded, which is quick; with such settings TLS always fails.
    """
    if not url.startswith("https:"):
        return _no_authorities()
    return _verifying(environ.get("SSL_CERT_FILE") or None, environ.get("SSL_CERT_DIR") or None)


@lru_cache(maxsize=1)
def _no_authorities() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@lru_cache(maxsize=4)
def _verifying(file: str | None, folder: str | None) -> ssl.SSLContext:
    import certifi

    try:
        context = ssl.create_default_context(cafile=file, capath=folder) if file or folder else None
    except (OSError, ssl.SSLError):
        raise InputError("SSL_CERT_FILE or SSL_CERT_DIR names certificates that cannot be read.") from None
    context = context or ssl.create_default_context(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
