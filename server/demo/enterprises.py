"""Invented enterprises of the district, as rows of the roster `enterprises.csv`."""

from collections.abc import Iterator, Mapping
from itertools import islice
from random import Random

from server.demo.rosters import Rows, shipped
from server.demo.words import BRAND_FIRST, BRAND_SECOND, GIVEN, ROADS, SUB_DISTRICTS, SURNAMES
from server.registry.credit_code import check_character, organisation_check_character

AREA = "370211"
COMPANY, INDIVIDUAL = "91", "92"
# The registration authorities have not reached this series: no real enterprise can hold one of these codes.
UNISSUED_SERIES = "MAX"
BODY_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = len(BODY_ALPHABET) ** 5
LONG_NAME_EVERY, BRANCHES_EVERY, ENDED_EVERY, OLD_NUMBER_EVERY = 400, 25, 90, 12
LONG_MIDDLE = "国际海洋生物科技冷链物流供应链管理以及综合服务产业发展集团"
COMPANY_TRADES = {"52": "商贸", "62": "餐饮管理", "80": "生活服务", "90": "文化娱乐"}
COLUMNS = (
    *("credit_code", "name", "registration_number", "industry", "industry_name", "area", "legal_representative"),
    *("premises", "premises_name", "address", "sub_district", "ended_on"),
)
ENDED_ON = "2026-03-31"


def enterprise_rows(seed: int, count: int) -> Rows:
    """One row per premises of `count` enterprises; a larger district begins with the smaller one."""
    random = Random(f"enterprises {seed}")
    names: set[str] = set()
    step = random.randrange(1, BODIES // 31) * 31 + 7  # coprime to 31, so no code comes twice
    places = islice(_industries(random), count)
    return [
        row
        for number, industry in enumerate(places, start=1)
        for row in _enterprise(random, number, industry, names, (number * step) % BODIES)
    ]


def credit_code(kind: str, body: int) -> str:
    """A credit code whose two check characters are right and which nobody holds."""
    digits = ""
    for _ in range(5):
        body, digit = divmod(body, len(BODY_ALPHABET))
        digits = BODY_ALPHABET[digit] + digits
    organisation = UNISSUED_SERIES + digits
    first_17 = kind + AREA + organisation + organisation_check_character(organisation)
    return first_17 + check_character(first_17)


def registration_number(random: Random) -> str:
    """A fifteen-digit number as on licences before 2015, with its check digit (ISO 7064 MOD 11,10)."""
    first_14 = f"{AREA}{random.randrange(10**8):08d}"
    carry = 10
    for digit in first_14:
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return f"{first_14}{(11 - carry) % 10}"


def _industries(random: Random) -> Iterator[Mapping[str, str]]:
    known = shipped("industries.csv")
    weights = [int(industry["weight"]) for industry in known]
    while True:
        yield from random.choices(known, weights, k=100)


def _enterprise(random: Random, number: int, industry: Mapping[str, str], names: set[str], body: int) -> Rows:
    individual = random.randrange(100) < int(industry["individual"])
    branches = random.choice((2, 3)) if number % BRANCHES_EVERY == 0 and not individual else 1
    premises = [_premises(random, one, industry["site"]) for one in range(1, branches + 1)]
    where = premises[0]["sub_district"] if individual else ""
    enterprise = {
        "credit_code": credit_code(INDIVIDUAL if individual else COMPANY, body),
        "name": _new_name(random, number, industry, names, where),
        "registration_number": registration_number(random) if number % OLD_NUMBER_EVERY == 0 else "",
        "industry": industry["code"],
        "industry_name": industry["name"],
        "area": AREA,
        "legal_representative": random.choice(SURNAMES) + random.choice(GIVEN),
        "ended_on": ENDED_ON if number % ENDED_EVERY == 0 else "",
    }
    return [{column: (enterprise | one)[column] for column in COLUMNS} for one in premises]


def _premises(random: Random, number: int, site: str) -> dict[str, str]:
    sub_district = random.choice(SUB_DISTRICTS)
    road = random.choice(ROADS)
    return {
        "premises": str(number),
        "premises_name": "" if number == 1 else f"{road[:2]}{site}",
        "address": f"青岛市黄岛区{sub_district}{road}{random.randrange(1, 400)}号",
        "sub_district": sub_district,
    }


def _new_name(random: Random, number: int, industry: Mapping[str, str], taken: set[str], where: str) -> str:
    while True:
        name = _name(random, number % LONG_NAME_EVERY == 0, industry, where)
        if name not in taken:
            taken.add(name)
            return name


def _name(random: Random, long: bool, industry: Mapping[str, str], where: str) -> str:
    brand = random.choice(BRAND_FIRST) + random.choice(BRAND_SECOND)
    trade = random.choice(industry["trades"].split())
    if long:
        return f"青岛西海岸{brand}{LONG_MIDDLE}有限公司"
    if where:
        return f"青岛市黄岛区{where[:-2]}{brand}{trade}"
    return f"青岛{brand}{random.choice(BRAND_SECOND)}{COMPANY_TRADES.get(industry['code'][:2], trade)}有限公司"
