"""The district's figures for everybody; the page, the CSV and the JSON are all made from this one reading."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from server.feedback import grouping, published
from server.feedback.published import Published, Told
from server.oversight.outcomes import LEAST, Outcomes, outcomes
from server.vocabulary import RatingTag

COLUMNS = (
    *("agency", "agency_name", "first_day", "last_day", "visits", "ratings"),
    *("process_satisfied_least", "process_satisfied_most", "result_satisfied_least", "result_satisfied_most"),
    *(f"{tag.value}_{end}" for tag in RatingTag for end in ("least", "most")),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class District:
    """Satisfaction in all, by agency, and group by group; and what became of complaints."""

    together: Told
    agencies: Sequence[tuple[str, Told]]
    groups: Sequence[Published]
    outcomes: Outcomes


def district() -> District:
    """What is published, and nothing that is not."""
    groups = published.groups()
    of_agencies = [(name, [each.told for each in of]) for name, of in groupby(groups, attrgetter("agency_name"))]
    agencies = [(name, published.together(told)) for name, told in of_agencies]
    return District(published.together(each.told for each in groups), agencies, groups, outcomes())


def as_rows(groups: Sequence[Published]) -> list[dict[str, Any]]:
    """Each group as a flat row, without the words, which are not for everybody."""
    return [dict(zip(COLUMNS, _values(each), strict=True)) for each in groups]


def as_csv(groups: Sequence[Published]) -> str:
    """The rows as CSV with a mark by which spreadsheets know UTF-8; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({name: _plain(value) for name, value in row.items()} for row in as_rows(groups))
    return "\ufeff" + text.getvalue()


def as_json(told: District) -> dict[str, Any]:
    """The same with its sums and the rules by which it was made."""
    return {
        "rules": {
            "least_ratings": grouping.LEAST_RATINGS, "least_visits_without_rating": grouping.LEAST_SILENT,
            "satisfied_from": grouping.SATISFIED,
        },
        "together": _told(told.together),
        "agencies": [{"agency_name": name, **_told(each)} for name, each in told.agencies],
        "groups": as_rows(told.groups),
        "complaints": {
            "settled_before": told.outcomes.before.isoformat(), "fewer_than": LEAST,
            "counts": {outcome.value: count for outcome, count in told.outcomes.counts.items()},
        },
    }  # fmt: skip


def _values(group: Published) -> list[Any]:
    tags = [end for tag in RatingTag for end in group.tags[tag.value]]
    span = (group.first_day.isoformat(), group.last_day.isoformat())
    return [group.agency, group.agency_name, *span, *_told(group.told).values(), *tags]


def _told(told: Told) -> Mapping[str, int]:
    return {
        "visits": told.visits, "ratings": told.ratings,
        "process_satisfied_least": told.process[0], "process_satisfied_most": told.process[1],
        "result_satisfied_least": told.result[0], "result_satisfied_most": told.result[1],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
