"""A certificate made on the spot, so that phones on the local network may use the camera: a small authority of this
installation's own, and a certificate for this machine's addresses signed by it."""

import ipaddress
import socket
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server import clock

AUTHORITY_STANDS = timedelta(days=3650)
CERTIFICATE_STANDS = timedelta(days=397)


def address() -> str:
    """This machine's address on the local network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def certificate(keys: Path, host: str) -> tuple[Path, Path]:
    """The certificate and key files for this address, made when there are none."""
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    cert, key = keys / f"lan-{host}.crt", keys / f"lan-{host}.key"
    if not cert.exists():
        authority, authority_key = _authority(keys)
        own = ec.generate_private_key(ec.SECP256R1())
        cert.write_bytes(_pem(_issue(host, own, authority, authority_key)) + _pem(authority))
        _write_key(key, own)
    return cert, key


def authority_file(keys: Path) -> Path:
    """The authority's certificate, which a phone may install to trust this machine."""
    return keys / "lan-authority.crt"


def _authority(keys: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    cert, key = authority_file(keys), keys / "lan-authority.key"
    if not cert.exists():
        own = ec.generate_private_key(ec.SECP256R1())
        name = _name(f"Mashang {socket.gethostname()}")
        built = _builder(name, name, own, AUTHORITY_STANDS).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        cert.write_bytes(_pem(built.sign(own, hashes.SHA256())))
        _write_key(key, own)
    loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(cert.read_bytes()), loaded


def _issue(
    host: str, own: ec.EllipticCurvePrivateKey, authority: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(host))]
    return (
        _builder(_name(host), authority.subject, own, CERTIFICATE_STANDS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, stands: timedelta
) -> x509.CertificateBuilder:
    start = clock.now() - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + stands)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _pem(cert: x509.Certificate) -> bytes:
    return cert.public_bytes(serialization.Encoding.PEM)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
