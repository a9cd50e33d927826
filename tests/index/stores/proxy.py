"""What stands in front of a Chroma server."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from index.stores.chroma_address import ChromaServer


class Proxy(ThreadingHTTPServer):
    """TLS, a path of its own, and a token; it breaks the next `to_break` connections."""

    daemon_threads = True

    def __init__(self, upstream: str, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.upstream = urlsplit(upstream).netloc
        self.to_break = 0
        self.ca_file = folder / "ca.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file, _certificate(self.ca_file))
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def address(self, token: str | None = "open sesame", **given: str) -> ChromaServer:
        url = f"https://127.0.0.1:{self.server_port}/vectors/"
        return ChromaServer(url, token, ca_file=self.ca_file, **given)


class _Passing(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"
    passed: ClassVar[set[str]] = {"content-type"}

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.server.to_break:
            self.server.to_break -= 1
            self.close_connection = True
            return
        if self.headers.get("authorization") != "Bearer open sesame":
            self._answer(401, b"{}")
            return
        assert self.path.startswith("/vectors/api/v2/")
        upstream = http.client.HTTPConnection(self.server.upstream)
        headers = {name: value for name, value in self.headers.items() if name.lower() in self.passed}
        upstream.request(self.command, self.path.removeprefix("/vectors"), body, headers)
        response = upstream.getresponse()
        self._answer(response.status, response.read())
        upstream.close()

    do_GET = do_DELETE = do_POST

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _certificate(file: Path) -> Path:
    """Write a certificate for 127.0.0.1 that speaks for itself, and return the file of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    kept = file.with_name("key.pem")
    kept.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return kept
