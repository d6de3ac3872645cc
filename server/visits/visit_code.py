"""亮码: how a visit code is laid out, from its signed parts to the digits in the picture and back; pure."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from server import p256
from server.vocabulary import Cause, Channel

VERSION = 1
SIGNATURE = 64
NO_CHALLENGE = 0xFFFFFF
CHALLENGES = 1_000_000  # six digits, as one person says them to another
MOST_MINUTES = 12 * 60  # 凭据最长半天
NOBODY = bytes(10)
NO_VISIT = bytes(16)
TEXTS = {"name": 30, "agency": 45, "badge": 32}  # in bytes, so that the picture stays within version 12
FIXED = 76
SIGNED_BY_SERVER = b"mashang day certificate v1\0"
SIGNED_BY_PHONE = b"mashang visit code v1\0"
# Their places are the numbers in a code: new words go to the end.
CHANNELS = (Channel.ORDINARY, Channel.GREEN, Channel.RECHECK)
CAUSES = (None, Cause.EMERGENCY, Cause.SUPERIOR_ORDER, Cause.TIP_OFF, Cause.COVERT, Cause.OTHER)


@dataclass(frozen=True)
class Certificate:
    """What the server says of a phone for half a day: whose it is, and for which visit; of none, only whose."""

    key_id: bytes
    phone_key: bytes
    not_before: int
    minutes: int
    enterprise: bytes
    visit: bytes
    premises: int
    channel: int
    cause: int
    items: int
    agencies: int
    name: str
    agency: str
    badge: str

    @property
    def until(self) -> int:
        return self.not_before + self.minutes * 60

    @property
    def of_visit(self) -> bool:
        return self.visit != NO_VISIT


@dataclass(frozen=True)
class VisitCode:
    """One code: the certificate as it was signed, and what the phone signed at this moment."""

    certificate: Certificate
    body: bytes
    server_signature: bytes
    made_at: int
    challenge: int | None
    phone_signature: bytes

    @property
    def signed_by_phone(self) -> bytes:
        return SIGNED_BY_PHONE + self.body + self.server_signature + moment(self.made_at, self.challenge)

    @property
    def sameness(self) -> str:
        """What a second showing of the same code has in common with the first."""
        return f"{self.certificate.phone_key.hex()}/{self.made_at}/{self.challenge}"


def enterprise_digest(credit_code: str) -> bytes:
    """Binds a code to an enterprise without telling a bystander which one."""
    return hashlib.sha256(b"mashang enterprise\0" + credit_code.encode()).digest()[:10]


def visit_digest(visit: bytes) -> str:
    """By what the list of visits that are over names one, to nobody but who has seen its code."""
    return hashlib.sha256(b"mashang visit\0" + visit).hexdigest()[:10]


def key_id(server_key: bytes) -> bytes:
    """By what four bytes a certificate names the server key that signed it."""
    return bytes.fromhex(p256.name(server_key))[:4]


def packed(certificate: Certificate) -> bytes:
    """The certificate's bytes, which the server signs."""
    c = certificate
    fixed = bytes([VERSION]) + c.key_id + c.phone_key + c.not_before.to_bytes(4) + c.minutes.to_bytes(2)
    about = c.enterprise + c.visit + c.premises.to_bytes(2) + bytes([c.channel, c.cause, c.items, c.agencies])
    return fixed + about + b"".join(_text(getattr(c, name), most) for name, most in TEXTS.items())


def moment(made_at: int, challenge: int | None) -> bytes:
    """When the phone made the code, and the number it was asked to prove."""
    return made_at.to_bytes(4) + (NO_CHALLENGE if challenge is None else challenge).to_bytes(3)


def digits(data: bytes) -> str:
    """Bytes as a decimal number, which a square code holds most densely; a leading 1 keeps the zeros."""
    return str(int.from_bytes(b"\x01" + data))


def read(written: str) -> VisitCode | None:
    """The code these digits say, or nothing where they say none or say it in another spelling."""
    data = undigits(written)
    return _taken_apart(data) if data is not None else None


def undigits(written: str) -> bytes | None:
    """The bytes that a decimal number says, if it is spelled as `digits` spells it."""
    if not written.isascii() or not written.isdecimal() or len(written) > 1000:
        return None
    number = int(written)
    data = number.to_bytes((number.bit_length() + 7) // 8)
    return data[1:] if data[:1] == b"\x01" and str(number) == written else None


def _taken_apart(data: bytes) -> VisitCode | None:
    tail = 2 * SIGNATURE + 7
    if len(data) < FIXED + len(TEXTS) + tail or data[0] != VERSION:
        return None
    body, rest = data[:-tail], data[-tail:]
    certificate = _certificate(body)
    challenge = int.from_bytes(rest[SIGNATURE + 4 : SIGNATURE + 7])
    if certificate is None or (challenge >= CHALLENGES and challenge != NO_CHALLENGE):
        return None
    made_at = int.from_bytes(rest[SIGNATURE : SIGNATURE + 4])
    asked = None if challenge == NO_CHALLENGE else challenge
    return VisitCode(certificate, body, rest[:SIGNATURE], made_at, asked, rest[SIGNATURE + 7 :])


def _certificate(body: bytes) -> Certificate | None:
    channel, cause, items, agencies = body[72:FIXED]
    texts = _texts(body[FIXED:])
    minutes = int.from_bytes(body[42:44])
    if texts is None or channel >= len(CHANNELS) or cause >= len(CAUSES) or not 0 < minutes <= MOST_MINUTES:
        return None
    return Certificate(
        body[1:5], body[5:38], int.from_bytes(body[38:42]), minutes, body[44:54], body[54:70],
        int.from_bytes(body[70:72]), channel, cause, items, agencies, *texts,
    )  # fmt: skip


def _text(text: str, most: int) -> bytes:
    """A text with its length before it; what is too long ends with an ellipsis."""
    data = text.encode()
    while len(data) > most:
        text = text.removesuffix("…")[:-1] + "…"
        data = text.encode()
    return bytes([len(data)]) + data


def _texts(data: bytes) -> list[str] | None:
    found = []
    for _ in TEXTS:
        if not data or len(data) <= data[0]:
            return None
        found.append(data[1 : 1 + data[0]])
        data = data[1 + data[0] :]
    try:
        return None if data else [each.decode() for each in found]
    except UnicodeDecodeError:
        return None


def visit_bytes(visit_id: str) -> bytes:
    return UUID(visit_id).bytes
