"""The ways to a service: a Unix socket, a proxy, certificates on both sides."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .app import make_app
from .conftest import Driver


def run(config: uvicorn.Config) -> Iterator[uvicorn.Server]:
    """Serve in a thread, for as long as somebody uses it."""
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server
    server.should_exit = True
    thread.join()


def test_a_unix_socket(driver: Driver, tmp_path: Path) -> None:
    """A service without a port could not be reached."""
    place = str(tmp_path / "s")
    for _ in run(uvicorn.Config(make_app(), uds=place, log_level="error")):
        client = driver.client("http://service", socket=place)
        assert driver.call(client.jobs.get, 7).job_id == 7


@pytest.mark.parametrize("said", ["argument", "http_proxy", "ALL_PROXY"])
def test_a_proxy(driver: Driver, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """The proxy that was named would not be used."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    seen: list[str] = []
    body = b'{"JobID": 7, "status": "Done", "owner": "a"}'
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                seen.append(connection.recv(65536).decode())
                connection.sendall(head + body)

        thread = threading.Thread(target=answer)
        thread.start()
        proxy = f"http://127.0.0.1:{listening.getsockname()[1]}"
        if said != "argument":
            monkeypatch.setenv(said, proxy)
        options = {"proxy": proxy} if said == "argument" else {}
        client = driver.client("http://nowhere.invalid/api", **options)
        assert driver.call(client.jobs.get, 7).job_id == 7
        thread.join()
    assert seen[0].startswith("GET http://nowhere.invalid/api/jobs/7 HTTP/1.1\r\n")


@pytest.mark.parametrize("proxy", ["nonsense", "ftp://me:s3cret@host"])
def test_a_proxy_that_is_none_is_told_without_its_password(
    driver: Driver, proxy: str
) -> None:
    """The user would see an error from inside, or the password in it."""
    client = driver.client("http://127.0.0.1:1", proxy=proxy)
    with pytest.raises(driver.errors.ArgumentError, match="HTTPS_PROXY") as caught:
        driver.call(client.jobs.get, 7)
    assert "s3cret" not in str(caught.value)


def write_certificates(folder: Path) -> None:
    """An authority, and certificates of a service and a client, as PEM files."""
    now = dt.datetime.now(dt.UTC)
    authority = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
    address = x509.SubjectAlternativeName(
        [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    for name in ("ca", "service", "client"):
        key = authority if name == "ca" else ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(issuer if name == "ca" else subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(minutes=5))
            .not_valid_after(now + dt.timedelta(hours=1))
            .add_extension(x509.BasicConstraints(name == "ca", None), critical=True)
        )
        if name == "service":
            builder = builder.add_extension(address, critical=False)
        certificate = builder.sign(authority, hashes.SHA256())
        pem = serialization.Encoding.PEM
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(pem))
        (folder / f"{name}.key").write_bytes(
            key.private_bytes(
                pem,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def test_certificates_of_both_sides(driver: Driver, tmp_path: Path) -> None:
    """A grid service that wants a certificate, of an authority of its own."""
    write_certificates(tmp_path)
    config = uvicorn.Config(
        make_app(),
        port=0,
        log_level="critical",
        ssl_certfile=str(tmp_path / "service.pem"),
        ssl_keyfile=str(tmp_path / "service.key"),
        ssl_ca_certs=str(tmp_path / "ca.pem"),
        ssl_cert_reqs=ssl.CERT_REQUIRED,
    )
    authority = tmp_path / "ca.pem"
    cert = (str(tmp_path / "client.pem"), str(tmp_path / "client.key"))
    # A grid's way: the certificate and its key in one file.
    both = tmp_path / "x509up"
    both.write_bytes(b"".join(Path(part).read_bytes() for part in cert))
    for server in run(config):
        port = server.servers[0].sockets[0].getsockname()[1]
        url = f"https://127.0.0.1:{port}"
        client = driver.client(url, verify=authority, cert=cert)
        assert driver.call(client.jobs.get, 7).job_id == 7
        stranger = driver.client(url, cert=cert)
        with pytest.raises(driver.errors.TLSFailed, match="certificate verify failed"):
            driver.call(stranger.jobs.get, 7)
        nobody = driver.client(url, verify=authority)
        with pytest.raises(driver.errors.TransportError):
            driver.call(nobody.jobs.get, 7)
        careless = driver.client(url, verify=False, cert=str(both))
        assert driver.call(careless.jobs.get, 7).job_id == 7
        for used in (client, stranger, nobody, careless):
            driver.call(used.close)


def test_certificates_that_are_not_there_are_named(driver: Driver) -> None:
    """A missing file would be an SSLError without its name."""
    client = driver.client("https://127.0.0.1:1", verify="/no/such/file.pem")
    with pytest.raises(driver.errors.ArgumentError, match=r"/no/such/file\.pem"):
        driver.call(client.jobs.get, 7)
    client = driver.client("https://127.0.0.1:1", cert="/no/such/cert.pem")
    with pytest.raises(driver.errors.ArgumentError, match=r"/no/such/cert\.pem"):
        driver.call(client.jobs.get, 7)
