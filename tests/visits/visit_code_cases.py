"""Writes tests/cases/visit_codes.json, which server and phone share: python -m tests.visits.visit_code_cases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server import p256
from server.visits.issuer import Issuer
from server.visits.verifying import Verifier, verdict
from server.visits.visit_code import (
    SIGNED_BY_PHONE,
    SIGNED_BY_SERVER,
    digits,
    enterprise_digest,
    read,
    visit_bytes,
    visit_digest,
)
from tests.visits.visit_codes import (
    ADDRESS,
    BAR,
    HALF,
    NOON,
    PHONE,
    SERVER,
    SHOP,
    TEN,
    VISIT,
    a_certificate,
    a_code,
    a_key,
    a_verifier,
    without_visit,
    written,
)

TABLE = Path(__file__).parents[1] / "cases" / "visit_codes.json"
WEEK = 7 * 24 * 3600
Case = tuple[str, str, str, dict[str, Any]]


def cases() -> Iterator[Case]:
    """Name, expected reason, what is scanned, and what differs in who verifies."""
    yield from _genuine()
    yield from _not_a_code()
    yield from _edited()
    yield from _keys()
    yield from _meant_for()
    yield from _times()
    yield from _challenges()


def _genuine() -> Iterator[Case]:
    plain = written(a_code())
    yield "a code just made", "genuine", plain, {}
    yield "its digits alone, as somebody types them", "genuine", plain.removeprefix(ADDRESS), {}
    yield "in its last second", "genuine", plain, {"now": TEN + 60}
    yield "the other clock half a minute ahead", "genuine", plain, {"now": TEN - 30}
    yield "another code was seen before", "genuine", plain, {"seen": [_sameness(a_code(made_at=TEN - 15))]}
    yield "another phone is revoked", "genuine", plain, {"revoked": ["0123456789abcdef"]}
    yield "the list a day short of a week old", "genuine", plain, {"issued_at": TEN - WEEK + 86_400}
    yield "signed by the older of two keys", "genuine", plain, {"keys": _both()}
    yield "green channel after a tip-off", "genuine", written(a_code(a_certificate(channel=1, cause=3))), {}
    yield "a recheck", "genuine", written(a_code(a_certificate(channel=2))), {}
    long = a_certificate(name="阿卜杜热合曼·艾合买提江", badge="鲁青执" + "1" * 23)
    yield "a name too long for the picture", "genuine", written(a_code(long)), {}
    yield (
        "at the second premises, verified there",
        "genuine",
        written(a_code(a_certificate(premises=2))),
        {"premises": 2},
    )
    yield "in the half-day's first second", "genuine", written(a_code(made_at=HALF)), {"now": HALF}
    yield "in the half-day's last second", "genuine", written(a_code(made_at=NOON)), {"now": NOON}


def _not_a_code() -> Iterator[Case]:
    plain = written(a_code())
    for name, text in {
        "nothing": "",
        "only the address": ADDRESS,
        "a licence": f"http://www.gsxt.gov.cn/index.html?uniscid={SHOP}",
        "a door code": "https://mashang.example/e/AbCdEf",
        "a payment code": "https://qr.alipay.com/fkx1234567890",
        "another platform's address": plain.replace("MASHANG", "MASHENG"),
        "without encryption on the way": plain.replace("HTTPS", "HTTP"),
        "in small letters": plain.lower(),
        "a letter among the digits": plain[:-5] + "O" + plain[-4:],
        "a minus before the digits": plain.replace("/B/", "/B/-"),
        "digits of another script": plain[:-1] + "٣",
        "a blank among the digits": plain[:-5] + " " + plain[-4:],
    }.items():
        yield name, "not_a_code", text, {}


def _edited() -> Iterator[Case]:
    code = a_code()
    plain = written(code)
    spoilt = {
        "another version": bytes([2]) + code[1:],
        "cut short by a byte": code[:-1],
        "a byte longer": code + b"\0",
        "a certificate of thirteen hours": a_code(a_certificate(minutes=780)),
        "a certificate of no time": a_code(a_certificate(minutes=0)),
        "another name": code.replace("王".encode(), "汪".encode()),
        "another badge number": code.replace(b"15012340001", b"15012340002"),
        "for another enterprise": code.replace(enterprise_digest(SHOP), enterprise_digest(BAR)),
        "an ordinary plan made green": code[:72] + b"\x01" + code[73:],
        "a channel that is none": a_code(a_certificate(channel=3)),
        "a cause that is none": a_code(a_certificate(cause=6)),
        "made later than it was": code[:-67] + b"\x0f" + code[-66:],
        "a number put in afterwards": code[:-67] + (123456).to_bytes(3) + code[-64:],
        "a number of seven digits": a_code(challenge=1_000_000),
        "the server's signature missing": code[:-135] + bytes(64) + code[-71:],
        "the phone's signature missing": code[:-64] + bytes(64),
        "the two signatures exchanged": code[:-135] + code[-64:] + code[-71:-64] + code[-135:-71],
        "the phone's signature in its other spelling": code[:-64] + _mirrored(code[-64:]),
        "the server's signature in its other spelling": code[:-135] + _mirrored(code[-135:-71]) + code[-71:],
        "signed by another phone": a_code(phone=a_key("thief")),
        "vouched for by somebody who only names the server's key": a_code(server=a_key("thief")),
        "a phone's key that is no point of the curve": a_code(a_certificate(phone_key=b"\x02" + b"\xff" * 32)),
        "a phone's key in another form": a_code(a_certificate(phone_key=b"\x04" + p256.public(PHONE)[1:])),
        "the start of one code with the end of another": code[:-71] + a_code(phone=a_key("other"))[-71:],
        "a name that is no text": _signed_anew(code.replace("王".encode(), b"\xff\xff\xff")),
        "no texts at all": code[:76] + code[-135:],
    }
    yield "one digit more in front", "edited", plain.replace("/B/", "/B/1"), {}
    yield "a nought in front", "edited", plain.replace("/B/", "/B/0"), {}
    yield "only some of the digits", "edited", plain[:200], {}
    yield "a thousand and one digits", "edited", ADDRESS + "1" * 1001, {}
    yield "eighteen digits", "edited", "370211198001011234", {}
    for name, data in spoilt.items():
        yield name, "edited", written(data), {}


def _keys() -> Iterator[Case]:
    thief = Issuer(a_key("thief"))
    own = a_code(a_certificate(key_id=thief.id), server=thief.private)
    yield "vouched for by somebody else's key", "unknown_key", written(own), {}
    yield "the list holds no key", "unknown_key", written(a_code()), {"keys": {}}
    yield "the key of its name is another", "edited", written(a_code()), {"keys": {SERVER.id.hex(): thief.public}}
    yield "the phone is revoked", "revoked", written(a_code()), {"revoked": [p256.name(p256.public(PHONE))]}
    old = {"issued_at": TEN - WEEK - 60}
    yield "the list is older than a week", "old_list", written(a_code()), old
    yield (
        "the list is older than a week, though a number is proved",
        "old_list",
        _asked(123456),
        {**old, "challenge": 123456},
    )


def _meant_for() -> Iterator[Case]:
    plain = written(a_code())
    yield "shown at another enterprise", "other_enterprise", plain, {"credit_code": BAR}
    yield "shown at another premises", "other_premises", plain, {"premises": 2}
    yield "an old code at another enterprise", "other_enterprise", plain, {"credit_code": BAR, "now": TEN + 500}
    yield "without a visit", "no_plan", written(a_code(without_visit())), {}
    yield "without a visit, anywhere", "no_plan", written(a_code(without_visit())), {"credit_code": BAR}
    revoked = {"revoked": [p256.name(p256.public(PHONE))]}
    yield "without a visit, of a revoked phone", "revoked", written(a_code(without_visit())), revoked
    yield "without a visit, two minutes old", "clock", written(a_code(without_visit())), {"now": TEN + 120}
    yield "without a visit, four minutes old", "expired", written(a_code(without_visit())), {"now": TEN + 240}
    ended = {"over": [visit_digest(visit_bytes(VISIT))]}
    yield "of a visit that has ended", "over", plain, ended
    yield (
        "of a visit that has ended, though it proves the number",
        "over",
        _asked(123456),
        {**ended, "challenge": 123456},
    )
    yield "of a visit that goes on while another has ended", "genuine", plain, {"over": [visit_digest(bytes(16))]}
    bound = a_certificate(visit=visit_bytes("0198f2c6-0000-7000-8000-0000000000a2"))
    yield "of another visit to the same enterprise", "genuine", written(a_code(bound)), {}


def _times() -> Iterator[Case]:
    plain = written(a_code())
    for seconds in (61, 90, 180):
        yield f"a photo shown {seconds} seconds later, or a clock that is slow", "clock", plain, {"now": TEN + seconds}
    for seconds in (181, 600, 3_600, 86_400):
        yield f"a photo shown {seconds} seconds later", "expired", plain, {"now": TEN + seconds}
    for seconds in (31, 90, 600, 7_200):
        yield f"from {seconds} seconds ahead", "clock", plain, {"now": TEN - seconds}
    yield "our clock is before the list was signed", "clock", plain, {"issued_at": TEN + 60}
    yield "seen before", "replayed", plain, {"seen": [_sameness(a_code())]}
    yield "seen before, and old by now", "expired", plain, {"seen": [_sameness(a_code())], "now": TEN + 181}
    yield "after its half-day", "expired", written(a_code(made_at=NOON + 5)), {"now": NOON + 10}
    yield (
        "before its half-day",
        "expired",
        written(a_code(made_at=HALF - 45)),
        {"now": HALF - 40, "issued_at": HALF - 99},
    )


def _challenges() -> Iterator[Case]:
    asked, no = _asked(123456), written(a_code())
    yield "proves the number asked for", "genuine", asked, {"challenge": 123456}
    yield "proves nought", "genuine", written(a_code(challenge=0)), {"challenge": 0}
    yield (
        "proves the number though the clocks differ by an hour",
        "genuine",
        asked,
        {"challenge": 123456, "now": TEN + 3600},
    )
    yield "proves the number though our clock is behind", "genuine", asked, {"challenge": 123456, "now": TEN - 1800}
    yield "proves another number", "other_challenge", asked, {"challenge": 123457}
    yield "proves a number nobody here asked for", "other_challenge", asked, {}
    yield "proves no number though one was asked for", "other_challenge", no, {"challenge": 123456}
    late = {"challenge": 123456, "now": NOON + 3600}
    yield "proves the number, but our clock is past its half-day", "clock", asked, late
    yield (
        "proves the number at another enterprise",
        "other_enterprise",
        asked,
        {"challenge": 123456, "credit_code": BAR},
    )
    seen = {"challenge": 123456, "seen": [_sameness(a_code(challenge=123456))]}
    yield "proves the number a second time", "replayed", asked, seen
    open_one = written(a_code(without_visit(), challenge=123456))
    yield "proves the number without a visit", "no_plan", open_one, {"challenge": 123456}


def _asked(number: int) -> str:
    return written(a_code(challenge=number))


def _both() -> dict[str, bytes]:
    newer = Issuer(a_key("newer"))
    return {SERVER.id.hex(): SERVER.public, newer.id.hex(): newer.public}


def _sameness(code: bytes) -> str:
    taken = read(digits(code))
    assert taken
    return taken.sameness


def _mirrored(signature: bytes) -> bytes:
    return signature[:32] + (p256.ORDER - int.from_bytes(signature[32:])).to_bytes(32)


def _signed_anew(code: bytes) -> bytes:
    """Both signatures right, over a body that says nonsense."""
    body = code[:-135]
    vouched = body + p256.sign(SERVER.private, SIGNED_BY_SERVER + body) + code[-71:-64]
    return vouched + p256.sign(PHONE, SIGNED_BY_PHONE + vouched)


def _row(name: str, reason: str, text: str, changed: dict[str, Any]) -> dict[str, Any]:
    by = a_verifier(**changed)
    return {
        "name": name,
        "text": text,
        "by": told(by),
        "expect": {"reason": reason, "seconds": verdict(text, by).seconds},
    }


def told(by: Verifier) -> dict[str, Any]:
    """Who verifies, as the table says it."""
    trusted = {**vars(by.trusted), "keys": {name: key.hex() for name, key in by.trusted.keys.items()}}
    return {
        **vars(by),
        "trusted": {**trusted, "revoked": list(by.trusted.revoked), "over": list(by.trusted.over)},
        "seen": list(by.seen),
    }


if __name__ == "__main__":
    rows = [_row(*case) for case in cases()]
    TABLE.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    print(len(rows))
