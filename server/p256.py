"""Signatures by P-256 keys as phones make them: r and s after each other, and of the two spellings only the lower s."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
HASHED = ec.ECDSA(SHA256())


def is_key(key: bytes) -> bool:
    """Whether these 33 bytes are a point of the curve."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError:
        return False
    return len(key) == 33


def name(key: bytes) -> str:
    """How a list names a key: 16 hex digits, of which nobody finds a second key."""
    return hashlib.sha256(key).hexdigest()[:16]


def public(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The key others verify with, in 33 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def spki(key: bytes) -> bytes:
    """The key as others exchange it (SubjectPublicKeyInfo, DER)."""
    known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    return known.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(data, HASHED))
    return r.to_bytes(32) + min(s, ORDER - s).to_bytes(32)


def is_signed(key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether this key signed; with ORDER - s it holds as well, so that one signature could pass for two."""
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if s > ORDER // 2:
        return False
    try:
        known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        known.verify(encode_dss_signature(r, s), data, HASHED)
    except (ValueError, InvalidSignature):
        return False
    return True
