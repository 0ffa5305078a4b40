"""How a service is reached: certificates, proxies, sockets. Nothing is opened here."""

from __future__ import annotations

import ipaddress
import os
import ssl
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from urllib.request import getproxies

from ._http import httpx
from .errors import ArgumentError

Verify: TypeAlias = bool | str | os.PathLike[str] | ssl.SSLContext
"""True: the usual certificates; a path: those of a file or folder; False: none."""
Certificate: TypeAlias = str | tuple[str, str] | tuple[str, str, str]
"""Client certificate: file, or file and key, or file, key and password."""


@dataclass(frozen=True, repr=False)
class Route:
    """One way to services that share a pool of connections."""

    tls: bool
    proxy: str | None


@dataclass(frozen=True, repr=False)
class Network:
    """What the caller says about the network.

    Attributes:
        verify: Which certificates of services are trusted.
        cert: The client's own certificate (mutual TLS).
        proxy: URL of a proxy; that of the environment when None.
        trust_env: Whether `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`,
            `SSL_CERT_FILE` and `SSL_CERT_DIR` count.
        socket: Path of a Unix socket that replaces host and port.
    """

    verify: Verify = True
    cert: Certificate | None = None
    proxy: str | None = None
    trust_env: bool = True
    socket: str | None = None

    def route(self, url: httpx.URL) -> Route:
        """The way to a URL.

        Raises:
            ArgumentError: There is a proxy whose URL is none.
        """
        tls = url.scheme == "https"
        if self.socket is not None:
            return Route(tls, None)
        proxy = self.proxy
        if proxy is None and self.trust_env:
            proxy = environment_proxy(url.scheme, url.host, url.port)
        if proxy is not None:
            _check_proxy(proxy)
        return Route(tls, proxy)

    def context(self, route: Route) -> ssl.SSLContext:
        """The TLS settings of a route; one context serves all clients (28 ms each)."""
        if not route.tls and (route.proxy or "http:").startswith("http:"):
            # Never used; without certificates it costs nothing, and trusts nobody.
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if isinstance(self.verify, ssl.SSLContext):
            return self.verify
        verify = self.verify if isinstance(self.verify, bool) else str(self.verify)
        places = (
            (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
            if self.trust_env
            else (None, None)
        )
        return _context(verify, self.cert, *places)


def _check_proxy(proxy: str) -> None:
    try:
        httpx.Proxy(proxy)
    except (ValueError, httpx.InvalidURL):
        # It may hold a password, so that it is not quoted.
        raise ArgumentError(
            "the proxy is no URL such as http://host:3128 (`proxy`, or HTTP_PROXY, "
            "HTTPS_PROXY, ALL_PROXY of the environment)"
        ) from None


@lru_cache(maxsize=16)
def _context(
    verify: bool | str, cert: Certificate | None, file: str | None, folder: str | None
) -> ssl.SSLContext:
    if isinstance(verify, bool):
        trust_env = file is not None or folder is not None
        context = httpx.create_ssl_context(verify=verify, trust_env=trust_env)
    else:
        is_folder = os.path.isdir(verify)
        try:
            context = ssl.create_default_context(
                cafile=None if is_folder else verify,
                capath=verify if is_folder else None,
            )
        except (OSError, ssl.SSLError) as error:
            raise ArgumentError(f"verify={verify!r}: {error}") from None
    if cert is not None:
        parts = (cert,) if isinstance(cert, str) else cert
        try:
            context.load_cert_chain(*parts)
        except (OSError, ssl.SSLError) as error:
            raise ArgumentError(f"client certificate {parts[0]!r}: {error}") from None
    return context


def environment_proxy(scheme: str, host: str, port: int | None) -> str | None:
    """The proxy that the environment names for a host, if any."""
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or bypasses(proxies.get("no", ""), host, port):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def bypasses(no_proxy: str, host: str, port: int | None) -> bool:
    """Whether `NO_PROXY` names a host.

    As curl and Go read it: names with their subdomains, with a leading dot or `*.`,
    addresses and networks, an optional port, `*` for all. (httpx 0.28 takes `*.name`
    and networks for the names of hosts.)
    """
    host = host.lower().strip("[]").rstrip(".")
    for entry in no_proxy.replace(",", " ").lower().split():
        if entry == "*":
            return True
        name, colon, wanted = entry.rpartition(":")
        if colon and wanted.isdigit() and (":" not in name or name.endswith("]")):
            if port is not None and int(wanted) != port:
                continue
            entry = name
        name = entry.strip("[]").removeprefix("*").lstrip(".").rstrip(".")
        if host == name or host.endswith(f".{name}") or _in_network(host, name):
            return True
    return False


def _in_network(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
