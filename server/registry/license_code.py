"""What a scanned text says about whom it belongs to; it reads, and never fetches, what it is given."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from . import credit_code, license_hosts
from .license_text import Address, addresses, clean, half_width, pairs


class Family(StrEnum):
    """The kinds of codes met on licences, doors and telephones."""

    DOOR_CODE = "door_code"  # 本平台门牌码
    CREDIT_CODE = "credit_code"  # 统一社会信用代码
    REGISTRATION_NUMBER = "registration_number"  # 旧注册号
    SHOWN_LICENSE = "shown_license"  # 电子亮照
    FOOD_PERMIT = "food_permit"  # 食品经营许可证
    LICENSE_TEXT = "license_text"  # 执照文字
    LICENSE_URL = "license_url"  # 执照网址, 含代码
    LICENSE_OPAQUE = "license_opaque"  # 执照网址, 不含代码
    ELECTRONIC_LICENSE = "electronic_license"  # 电子营业执照
    VISIT_CODE = "visit_code"  # 亮码, an inspector's own
    OTHER_URL = "other_url"
    OTHER = "other"


@dataclass(frozen=True)
class LicenseCode:
    """A scanned text, taken apart; a printed code can be copied, so none of it proves identity."""

    family: Family
    text: str
    credit_codes: tuple[str, ...] = ()
    registration_numbers: tuple[str, ...] = ()
    name: str | None = None
    door_token: str | None = None
    own_host: bool = False
    url: str | None = None
    opaque_key: str | None = None


CREDIT_CODE_KEYS = frozenset({"uniscid", "tyshxydm", "shxydm", "cid", "serial", "creditcode", "uscc"})
NUMBER_KEYS = frozenset({"zch", "regno"})
CREDIT_CODE_LABELS = ("统一社会信用代码", "社会信用代码", "统一信用代码", "信用代码")
NUMBER_LABELS = ("注册号", "营业执照注册号", "工商注册号")
NAME_LABELS = ("名称", "企业名称", "经营者名称", "市场主体名称", "单位名称", "字号名称", "公司名称")
PERMIT_LABELS = ("许可证号", "许可证编号", "食品经营许可证", "食品经营许可证编号")

_DOOR = re.compile("/e/([A-Za-z0-9_-]{22,64})/?")
_VISIT = re.compile("/[Bb]/[1-9][0-9]{199,899}/?")
_EXECUTABLE = re.compile(
    "(?i:javascript|vbscript|data|file|blob|intent|about|weixin|wxp|alipays?|tel|sms|smsto|mailto|wifi)[ \t]*:"
)
_FREE_CODE = re.compile("(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])")
_ONE_TOKEN = re.compile("(?=[^0-9]*[0-9])[A-Za-z0-9_+/=.-]{16,1024}")
_LONGEST_NAME = 120
_LEAST_TELLING = 16


def read(text: str, own_hosts: Iterable[str] = ()) -> LicenseCode:
    """Takes a scanned or typed text apart; every text has an answer."""
    text = clean(text)
    if _EXECUTABLE.match(text):
        return LicenseCode(Family.OTHER, text)
    address = _chosen(addresses(text))
    own = address is not None and _with_port(address) in {host.lower() for host in own_hosts}
    if address and (door := _DOOR.fullmatch(address.path)):
        return LicenseCode(Family.DOOR_CODE, text, door_token=door[1], own_host=own, url=address.url)
    if address and _VISIT.fullmatch(address.path):
        return LicenseCode(Family.VISIT_CODE, text, own_host=own, url=address.url)
    return _identified(text, address)


def preferred(texts: Iterable[str], own_hosts: Iterable[str] = ()) -> LicenseCode | None:
    """Of the codes in one picture, the one that says most about the enterprise."""
    hosts = tuple(own_hosts)
    order = list(Family)
    return min((read(text, hosts) for text in texts), key=lambda code: order.index(code.family), default=None)


def _identified(text: str, address: Address | None) -> LicenseCode:
    labels = pairs(half_width(text))
    codes = _credit_codes(text, address, labels)
    numbers = _registration_numbers(text, address, labels)
    name = next((value[:_LONGEST_NAME] for key, value in pairs(text) if key in NAME_LABELS and value), None)
    return LicenseCode(
        family=_family(text, address, {key for key, _ in labels}, bool(codes or numbers)),
        text=text,
        credit_codes=codes,
        registration_numbers=numbers,
        name=name,
        url=address.url if address else None,
        opaque_key=None if codes or numbers else _opaque_key(text, address),
    )


def _chosen(found: list[Address]) -> Address | None:
    known = [one for one in found if _DOOR.fullmatch(one.path) or _is_license(one)]
    return next(iter(known + found), None)


def _is_license(address: Address) -> bool:
    return license_hosts.is_official(address.host) or license_hosts.looks_like_license(address.host, address.path)


def _with_port(address: Address) -> str:
    return f"{address.host}:{address.port}" if address.port else address.host


def _credit_codes(text: str, address: Address | None, labels: list[tuple[str, str]]) -> tuple[str, ...]:
    named = [value for key, value in labels if key in CREDIT_CODE_LABELS]
    values = address.query if address else ()
    named += [value for key, value in values if key.lower() in CREDIT_CODE_KEYS]
    free = [half_width(text), *(value for _, value in values)]
    found = [credit_code.normalise(text), *map(_first_18, named)]
    codes = [code for code in found if credit_code.is_well_formed(code)]
    codes += [code for part in free for code in _FREE_CODE.findall(part) if credit_code.check_digit_ok(code)]
    return tuple(dict.fromkeys(codes))


def _first_18(value: str) -> str:
    head = re.match("[0-9A-Z]*", credit_code.normalise(re.split("[-_]", value.strip(" "))[0]))
    return head[0] if head else ""


def _registration_numbers(text: str, address: Address | None, labels: list[tuple[str, str]]) -> tuple[str, ...]:
    values = address.query if address else ()
    found = [credit_code.normalise(text), *(value for key, value in labels if key in NUMBER_LABELS)]
    found += [value for key, value in values if key.lower() in NUMBER_KEYS]
    return tuple(dict.fromkeys(number for number in found if credit_code.is_registration_number(number)))


def _family(text: str, address: Address | None, keys: set[str], identified: bool) -> Family:
    if credit_code.is_well_formed(credit_code.normalise(text)):
        return Family.CREDIT_CODE
    if credit_code.is_registration_number(credit_code.normalise(text)):
        return Family.REGISTRATION_NUMBER
    if address and address.host == license_hosts.SHOWN_LICENSE:
        return Family.SHOWN_LICENSE
    if keys & set(PERMIT_LABELS):
        return Family.FOOD_PERMIT
    if keys & {*CREDIT_CODE_LABELS, *NUMBER_LABELS, *NAME_LABELS}:
        return Family.LICENSE_TEXT
    if address and _is_license(address):
        return Family.LICENSE_URL if identified else Family.LICENSE_OPAQUE
    if address:
        return Family.OTHER_URL
    return Family.ELECTRONIC_LICENSE if _ONE_TOKEN.fullmatch(text) else Family.OTHER


def _opaque_key(text: str, address: Address | None) -> str | None:
    """The digest by which a code without a name is known again; a bare front page tells nobody from anybody."""
    host, lasting = _lasting(address) if address else ("", re.sub("[ \t\n\u3000]+", " ", text))
    return hashlib.sha256((host + lasting).encode()).hexdigest() if len(lasting) >= _LEAST_TELLING else None


def _lasting(address: Address) -> tuple[str, str]:
    """Host and rest without what changes from print to print."""
    path = re.sub("%[0-9A-Fa-f]{2}", lambda escape: escape[0].upper(), address.path)
    path = re.sub("-[0-9]{13}(?=%7D|}|$)", "", path).replace("%7B", "{").replace("%7D", "}")
    kept = [f"{name}={value}" for name, value in address.query if name not in ("nsukey", "from", "isappinstalled")]
    host = address.host if address.port in ("", "80", "443") else f"{address.host}:{address.port}"
    return host, f"{path}?{'&'.join(kept)}"
