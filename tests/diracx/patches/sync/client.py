# Mirrored from aio/client.py by `isospin patch mirror`. Do not edit: edit that one,
# and mirror it again.
"""The client: who it is, and where the session of DiracX's commands is."""

from __future__ import annotations

from collections.abc import Mapping

from diracx_client._core._http import httpx
from diracx_client._core.network import Certificate, Verify
from diracx_client._core.options import DEFAULT_RETRIES, DEFAULT_TIMEOUT, Timeout
from diracx_client._core.retry import Retry
from diracx_client.sync._generated_client import Client as GeneratedClient

from .._shared.credentials import CLIENT_VERSION, Session


class Client(GeneratedClient):
    """A client of DiracX, in the session of `dirac login`.

    Nothing is sent by the constructor; endpoints are looked up when a token is needed.

    Args:
        base_url: URL of the service; `DIRACX_URL` when omitted.
        client_id: What the service knows this program by.
        scope: What `login` asks for: `vo:... group:... property:...`.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        client_id: str = "myDIRACClientID",
        scope: str = "",
        auth: httpx.Auth | tuple[str, str] | str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        retries: Retry | int = DEFAULT_RETRIES,
        verify: Verify = True,
        cert: Certificate | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        socket: str | None = None,
        transport: httpx.BaseTransport | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self.client_id = client_id
        super().__init__(
            base_url,
            auth=auth or Session(client_id, scope),
            timeout=timeout,
            headers={"DiracX-Client-Version": CLIENT_VERSION, **(headers or {})},
            query=query,
            retries=retries,
            verify=verify,
            cert=cert,
            proxy=proxy,
            trust_env=trust_env,
            socket=socket,
            transport=transport,
            http=http,
        )
