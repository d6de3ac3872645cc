"""核验亮码: whether a code is genuine, meant for this place and made now; pure, and green only beyond doubt."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from server import p256
from server.visits.visit_code import SIGNED_BY_SERVER, VisitCode, enterprise_digest, read, visit_digest

LIFE = 60  # 亮码六十秒内有效
AHEAD = 30  # how far the other phone's clock may run ahead
SKEW = 120  # within so much of its minute a code may be of now by a wrong clock: neither green nor red, a number tells
LIST_LASTS = 7 * 24 * 3600


class Reason(StrEnum):
    """What came of it: the first is green, the second neither, everything else red."""

    GENUINE = "genuine"
    NO_PLAN = "no_plan"
    NOT_A_CODE = "not_a_code"
    EDITED = "edited"
    UNKNOWN_KEY = "unknown_key"
    OLD_LIST = "old_list"
    REVOKED = "revoked"
    OVER = "over"
    OTHER_ENTERPRISE = "other_enterprise"
    OTHER_PREMISES = "other_premises"
    OTHER_CHALLENGE = "other_challenge"
    CLOCK = "clock"
    EXPIRED = "expired"
    REPLAYED = "replayed"


@dataclass(frozen=True)
class Trusted:
    """The server's keys by their short names, revoked phones, visits that are over, and when the list was signed."""

    address: str
    issued_at: int
    keys: Mapping[str, bytes]
    revoked: Collection[str] = ()
    over: Collection[str] = ()


@dataclass(frozen=True)
class Verifier:
    """Who verifies: for which place, when, asking for which number, having seen which codes."""

    trusted: Trusted
    now: int
    credit_code: str
    premises: int
    challenge: int | None = None
    seen: Collection[str] = ()


@dataclass(frozen=True)
class Verdict:
    """The answer; `seconds` says how old a code is or how far two clocks differ, where that is the reason."""

    reason: Reason
    code: VisitCode | None = field(default=None, repr=False)
    seconds: int = 0


def verdict(text: str, by: Verifier) -> Verdict:
    """Judges what was scanned or typed."""
    written = text.removeprefix(by.trusted.address)
    if not written.isascii() or not written.isdecimal():
        return Verdict(Reason.NOT_A_CODE)
    code = read(written)
    if code is None:
        return Verdict(Reason.EDITED)
    reason = authentic(code, by.trusted) or _meant_for(code, by)
    return Verdict(reason, code) if reason else _of_now(code, by)


def authentic(code: VisitCode, trusted: Trusted) -> Reason | None:
    """Why the signatures are not to be believed, if they are not."""
    server_key = trusted.keys.get(code.certificate.key_id.hex())
    if server_key is None:
        return Reason.UNKNOWN_KEY
    by_server = p256.is_signed(server_key, code.server_signature, SIGNED_BY_SERVER + code.body)
    if not by_server or not p256.is_signed(code.certificate.phone_key, code.phone_signature, code.signed_by_phone):
        return Reason.EDITED
    return None


def _meant_for(code: VisitCode, by: Verifier) -> Reason | None:
    certificate = code.certificate
    if p256.name(certificate.phone_key) in by.trusted.revoked:
        return Reason.REVOKED
    if certificate.of_visit and visit_digest(certificate.visit) in by.trusted.over:
        return Reason.OVER
    if certificate.of_visit and certificate.enterprise != enterprise_digest(by.credit_code):
        return Reason.OTHER_ENTERPRISE
    if certificate.of_visit and certificate.premises != by.premises:
        return Reason.OTHER_PREMISES
    return Reason.OTHER_CHALLENGE if code.challenge != by.challenge else None


def _of_now(code: VisitCode, by: Verifier) -> Verdict:
    """A number just asked for proves the moment by itself; the clock only tells the certificate's half-day."""
    certificate, age = code.certificate, by.now - code.made_at
    if by.now < by.trusted.issued_at - AHEAD:
        return Verdict(Reason.CLOCK, code, by.trusted.issued_at - by.now)
    if by.now > by.trusted.issued_at + LIST_LASTS:
        return Verdict(Reason.OLD_LIST, code)
    if by.challenge is None and age > LIFE + SKEW:
        return Verdict(Reason.EXPIRED, code, age)
    if by.challenge is None and not -AHEAD <= age <= LIFE:
        return Verdict(Reason.CLOCK, code, abs(age))
    if not all(certificate.not_before - AHEAD <= when <= certificate.until for when in (by.now, code.made_at)):
        return Verdict(Reason.EXPIRED if abs(age) <= LIFE else Reason.CLOCK, code, abs(age))
    if code.sameness in by.seen:
        return Verdict(Reason.REPLAYED, code)
    return Verdict(Reason.GENUINE if certificate.of_visit else Reason.NO_PLAN, code)
