"""What the page of statistics shows, put together from a few questions to the sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from server.frame import label
from server.statistics import asking, charts, naming
from server.statistics.asking import By, Counts
from server.statistics.charts import Series, Span
from server.statistics.figures import Figure, Unit, written
from server.statistics.measures import CAUSES
from server.statistics.reading import Asked, Reader
from server.statistics.satisfying import Satisfied
from server.vocabulary import Cause

SHOWN = 15
MOST_BARS = 12
SHORT = 9
ENOUGH = 30  # visits on either side, below which no better or worse is said
TOLD_APART = (
    "visits", "saved", "per_enterprise", "joint_share", "green_share", "repeat_share", "on_time", "in_time_share",
    "problem_share",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A figure with what it is compared to: the district, or the months before."""

    figure: Figure
    value: str
    compared: str
    better: bool | None


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page."""

    own: Counts
    cards: Sequence[Card]
    monthly: Mapping[str, Counts]
    district: Mapping[str, Counts]
    apart: Sequence[tuple[str, str, Counts]]
    left_out: int


def dashboard(asked: Asked, who: Reader) -> Dashboard:
    """The figures of a period, beside the district's where they are one agency's, else beside those before."""
    monthly = asking.monthly(asked.where)
    own = asking.whole(asked.where)
    district = asking.monthly(asked.district) if asked.where.agency_id else {}
    beside = asking.whole(asked.district if asked.where.agency_id else asked.before)
    names, apart = naming.names(asked.by), asking.apart(asked.where, asked.by)
    told = sorted(((key, names.get(key, key), counts) for key, counts in apart.items()), key=_most_first)
    return Dashboard(
        own, [_card(each, own, beside) for each in who.figures], monthly, district, told, len(told) - SHOWN
    )


def monthly_chart(shown: Dashboard) -> Markup:
    """Visits of each month, with those that merging saved on top."""
    months = list(shown.monthly)
    series = [
        Series(_("入企检查"), [counts["visits"] for counts in shown.monthly.values()]),
        Series(_("合并少上门"), [counts["saved"] for counts in shown.monthly.values()], "other"),
    ]
    said = _(
        "%(months)s个月共入企%(visits)s次，少上门%(saved)s次。",
        months=len(months),
        visits=shown.own["visits"],
        saved=shown.own["saved"],
    )
    return charts.columns(_("每月入企检查与合并少上门"), said, months, series)


def figure_chart(asked: Asked, shown: Dashboard) -> Markup:
    """One figure month by month; an agency's beside the district's."""
    figure, months = asked.figure, list(shown.monthly)
    series = [Series(str(figure.name), [figure.value(counts) for counts in shown.monthly.values()])]
    if shown.district:
        series.append(Series(_("全区"), [figure.value(counts) for counts in shown.district.values()], "other"))
    return charts.lines(str(figure.name), str(figure.definition), months, series, figure.unit is Unit.SHARE)


def causes(counts: Counts) -> list[tuple[Cause, int, str]]:
    """Green-channel plans by cause, with their share of all plans."""
    total = counts["plans"]
    return [
        (Cause(each), counts[each], written(counts[each] / total if total else None, Unit.SHARE)) for each in CAUSES
    ]


def cause_chart(counts: Counts) -> Markup:
    """The same as bars."""
    rows = [(label(cause), count, f"{count} · {share}") for cause, count, share in causes(counts)]
    return charts.bars(_("绿色通道按事由"), _("绿色通道计划%(count)s项。", count=counts["green"]), rows)


def apart_chart(asked: Asked, shown: Dashboard) -> Markup:
    """One figure by agency, item, industry or sub-district."""
    figure = asked.figure
    rows = [(name, figure.value(counts), counts) for _key, name, counts in shown.apart[:MOST_BARS]]
    told = [(_short(name), value or 0.0, written(value, figure.unit)) for name, value, _counts in rows]
    return charts.bars(str(figure.name), str(figure.definition), told)


def satisfaction_chart(told: Sequence[Satisfied]) -> Markup:
    """Between which shares satisfaction with the process lies, agency by agency."""
    rows = [Span(_short(each.name or _("全区")), *each.process) for each in told]
    return charts.spans(_("对检查过程满意的比例"), _("横条是误差范围（把握95%），越窄越可靠。"), rows)


def followable(asked: Asked, who: Reader) -> list[Figure]:
    """The figures that can be followed month by month; enterprises visited are known of a whole period only."""
    return [each for each in who.figures if each.unit is not Unit.PER_ENTERPRISE]


def columns(by: By) -> list[str]:
    """The figures of a table that tells apart; enterprises are not counted by item."""
    return [code for code in TOLD_APART if by is not By.ITEM or code != "per_enterprise"]


def _card(figure: Figure, own: Counts, beside: Counts) -> Card:
    value, other = figure.value(own), figure.value(beside)
    enough = figure.unit is not Unit.COUNT and min(own["visits"], beside["visits"]) >= ENOUGH
    comparable = value is not None and other is not None and figure.wish and enough
    better = (value - other) * figure.wish > 0 if comparable and value != other else None  # type: ignore[operator]
    return Card(figure, written(value, figure.unit), written(other, figure.unit), better)


def _most_first(row: tuple[str, str, Counts]) -> tuple[int, str]:
    return -row[2]["visits"], row[1]


def _short(name: str) -> str:
    return name if len(name) <= SHORT else name[: SHORT - 1] + "…"
