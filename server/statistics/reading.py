"""What a reader of the figures asked for in the address, and whose figures he may see."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from server import clock
from server.db import db
from server.planning import access
from server.policy import Actor, may
from server.registry.tables import InspectionItemRow
from server.statistics import asking, figures
from server.statistics.asking import By, Where
from server.statistics.figures import BY_CODE, Figure

MONTH = re.compile(r"2[0-9]{3}-(?:0[1-9]|1[0-2])")
AT_FIRST, MOST_MONTHS = 6, 36
LONGEST = 60
EVERYTHING = "statistics.read"


@dataclass(frozen=True)
class Reader:
    """The bureau, which sees everything, or people of some agencies, who see their own beside the district's."""

    bureau: bool
    agencies: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures he sees; of complaints an agency is told otherwise (server/statistics/complaining.py)."""
        return tuple(
            each for each in figures.FIGURES if self.bureau or each.code not in figures.ABOUT_COMPLAINTS
        )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A period and its filters, one figure to follow, and by what it is told apart."""

    where: Where
    by: By
    figure: Figure

    def address(self, **changed: str) -> str:
        """These filters as a query, with some of them changed."""
        where = self.where
        named = {
            "since": where.since, "until": where.until, "agency": where.agency_id, "item": where.item_id,
            "industry": where.industry, "sub_district": where.sub_district, "by": BY_NAMES[self.by],
            "figure": self.figure.code,
        }  # fmt: skip
        return urlencode({name: value for name, value in (named | changed).items() if value})

    @property
    def district(self) -> Where:
        """The same of the whole district."""
        where = self.where
        return Where(where.since, where.until, "", where.item_id, where.industry, where.sub_district)

    @property
    def before(self) -> Where:
        """The same for as many months before."""
        where, length = self.where, len(asking.months(self.where.since, self.where.until))
        since, until = (back(month, length) for month in (where.since, where.until))
        return Where(since, until, where.agency_id, where.item_id, where.industry, where.sub_district)


BY_NAMES = {By.AGENCY: "agency", By.ITEM: "item", By.INDUSTRY: "industry", By.SUB_DISTRICT: "sub_district"}


def reader(actor: Actor) -> Reader:
    """Whose figures somebody may see."""
    return Reader(bureau=may(EVERYTHING, actor), agencies=tuple(sorted(access.agencies_of(actor))))


def asked(args: Mapping[str, str], who: Reader) -> Asked:
    """What an address asks for; what makes no sense there is left out, and a foreign agency is one's own."""
    since, until = _period(args)
    agency = args.get("agency", "")[:LONGEST]
    if not who.bureau and agency not in who.agencies:
        agency = who.agencies[0] if who.agencies else "-"
    item = _item(args.get("item", ""), agency)
    where = Where(since, until, agency, item, args.get("industry", "")[:6], args.get("sub_district", "")[:LONGEST])
    named = {name: by for by, name in BY_NAMES.items()}
    by = named.get(args.get("by", ""), By.AGENCY if not agency else By.ITEM)
    by = by if who.bureau or by is not By.AGENCY else By.ITEM
    figure = BY_CODE.get(args.get("figure", ""), figures.FIGURES[0])
    return Asked(where, by, figure if figure in who.figures else figures.FIGURES[0])


def back(month: str, number: int) -> str:
    """The month so many months before."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 - number
    return f"{count // 12:04}-{count % 12 + 1:02}"


def _period(args: Mapping[str, str]) -> tuple[str, str]:
    until = _month(args.get("until", "")) or asking.months_back(clock.today(), 0)
    since = _month(args.get("since", "")) or back(until, AT_FIRST - 1)
    since, until = min(since, until), max(since, until)
    return max(since, back(until, MOST_MONTHS - 1)), until


def _month(text: str) -> str:
    return text if MONTH.fullmatch(text) else ""


def _item(code: str, agency: str) -> str:
    """An item, unless it is none of the agency's."""
    row = db.session.get(InspectionItemRow, code) if 0 < len(code) <= LONGEST else None
    return code if row and agency in ("", row.agency_id) else ""
