"""Addresses of captures, made comparable.

Promises: pure functions that never raise, whatever stands where an address should.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def address_key(url: str) -> str:
    """The same for two addresses of one page: scheme http or https, host's case, default port,
    an empty path and the fragment do not matter (RFC 3986, section 6.2)."""
    parts = _split(url)
    if parts is None or parts.scheme not in _DEFAULT_PORTS or not parts.netloc:
        return url.strip()
    host = parts.netloc.rpartition("@")[2].lower()
    host = host.removesuffix(f":{_DEFAULT_PORTS[parts.scheme]}")
    query = f"?{parts.query}" if parts.query else ""
    return f"//{host}{parts.path or '/'}{query}"


def is_web_address(url: str) -> bool:
    """Whether this is an absolute http, https or ftp address without white space."""
    parts = _split(url)
    if parts is None or any(c.isspace() or not c.isprintable() for c in url):
        return False
    return parts.scheme in ("http", "https", "ftp") and bool(parts.hostname)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        _ = parts.hostname, parts.port  # both are read only when asked for, and may be no such
    except ValueError:
        return None
    return parts
