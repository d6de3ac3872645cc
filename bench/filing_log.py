"""A made-up district's filing log in the replay format: a year of plans, every object as likely as any other."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

FIRST = date(2026, 1, 1)
YEAR = 365 * 24 * 3600
DAY = 24 * 3600
AGENCIES = [f"agency-{n}" for n in range(40)]
# Of a hundred plans: 86 ordinary, 5 emergencies, 9 of the other kinds.
SHAPES = [
    *[("ordinary", None)] * 86,
    *[("green", "emergency")] * 5,
    *[("green", "superior_order")] * 3,
    *[("green", "tip_off")] * 3,
    ("green", "covert"),
    ("green", "other"),
    ("recheck", None),
]


def lines(plans: int, objects: int, seed: int = 7) -> Iterator[str]:
    """The log, one JSON object a line."""
    chance = Random(seed)
    for number in range(plans):
        yield filing(chance, number, number * YEAR // plans, chance.randrange(objects))


def filing(chance: Random, number: int, second: int, place: int) -> str:
    """A plan filed some days ahead, for an object known by its number."""
    channel, cause = chance.choice(SHAPES)
    ahead = chance.randint(0, 10) if channel == "green" else chance.randint(7, 60)
    today, agency = FIRST + timedelta(days=second // DAY), chance.choice(AGENCIES)
    clock = f"{second % DAY // 3600:02}:{second % 3600 // 60:02}:{second % 60:02}"
    return (
        f'{{"at":"{today}T{clock}+08:00","event":"plan.filed","plan":"{number:07}","agency":"{agency}",'
        f'"credit_code":"91370211{place:010}","premises":1,"items":["{agency}-{chance.randrange(30)}"],'
        f'"channel":"{channel}","cause":{quoted(cause)},"reference":{quoted(cause)},'
        f'"visit_on":"{today + timedelta(days=ahead)}","earliest":null,"latest":null,'
        f'"fixed_day":false,"urgent":true}}\n'
    )


def quoted(text: str | None) -> str:
    """A text as JSON, or null."""
    return f'"{text}"' if text else "null"
