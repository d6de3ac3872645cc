"""The desk's page of statistics: figures with filters in the address, charts with tables, and the rows behind them."""

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from server import clock
from server.http import PAGE_SIZE, current_actor, page_number
from server.oversight.outcomes import quarter_of
from server.refusals import NOT_FOUND, Refused
from server.statistics import (
    adjusting,
    asking,
    charts,
    complaining,
    dashboard,
    exporting,
    keeping,
    naming,
    reading,
    satisfying,
)
from server.statistics import rows as behind
from server.statistics.asking import By
from server.statistics.figures import BY_CODE, FIGURES, written
from server.statistics.reading import Asked, Reader

blueprint = Blueprint("statistics", __name__, url_prefix="/desk/statistics")
RECENT = 5


@blueprint.get("")
def shown() -> str:
    who = reading.reader(current_actor())
    asked = reading.asked(request.args, who)
    told = dashboard.dashboard(asked, who)
    satisfied = satisfying.satisfaction(asked.where)
    return render_template(
        "desk/statistics/home.html", asked=asked, who=who, told=told, charts=dashboard, written=written,
        by_code=BY_CODE, named={by: naming.names(by) for by in (By.INDUSTRY, By.SUB_DISTRICT)}, satisfied=satisfied,
        agencies=_agencies(who), items=_items(asked), by_names=reading.BY_NAMES, periods=_periods(),
        apart_by=_apart(who),
        quarters=[] if who.bureau else complaining.quarters(asked.where),
        waiting=keeping.waiting() if who.bureau else 0,
        adjustments=adjusting.effects(None if who.bureau else who.agencies, most=RECENT), own=_name(asked),
    )  # fmt: skip


@blueprint.get("/rows")
def rows() -> str:
    """The records that a figure counts, with the same filters."""
    who = reading.reader(current_actor())
    asked, number = reading.asked(request.args, who), page_number()
    found = behind.rows(asked.where, asked.figure.rows, who, number)
    return render_template(
        "desk/statistics/rows.html", asked=asked, who=who, rows=found, number=number, own=_name(asked),
        size=PAGE_SIZE,
    )  # fmt: skip


@blueprint.get("/definitions")
def definitions() -> str:
    return render_template("desk/statistics/definitions.html", figures=FIGURES)


@blueprint.get("/export")
def export() -> Response:
    """The months or what is told apart, every figure of it."""
    kind = request.args.get("kind", "csv")
    if kind not in exporting.OFFERED:
        raise Refused(NOT_FOUND)
    who = reading.reader(current_actor())
    asked = reading.asked(request.args, who)
    told = dashboard.dashboard(asked, who)
    table = exporting.apart_of if request.args.get("table") == "apart" else exporting.figures_of
    data, mime = exporting.as_file(kind, table(told, who.figures))
    name = f"statistics-{asked.where.since}-{asked.where.until}.{kind}"
    return Response(data, mimetype=mime, headers={"Content-Disposition": f"attachment; filename={name}"})


@blueprint.get("/chart")
def chart() -> Response:
    """A chart as a file."""
    name = request.args.get("chart", "monthly")
    who = reading.reader(current_actor())
    asked = reading.asked(request.args, who)
    told = dashboard.dashboard(asked, who)
    made = {
        "monthly": lambda: dashboard.monthly_chart(told), "figure": lambda: dashboard.figure_chart(asked, told),
        "causes": lambda: dashboard.cause_chart(told.own), "apart": lambda: dashboard.apart_chart(asked, told),
        "satisfaction": lambda: dashboard.satisfaction_chart(satisfying.satisfaction(asked.where)),
    }  # fmt: skip
    if name not in made:
        raise Refused(NOT_FOUND)
    named = {"Content-Disposition": f"attachment; filename={name}-{asked.where.since}-{asked.where.until}.svg"}
    return Response(charts.as_file(made[name]()), mimetype="image/svg+xml", headers=named)


def _name(asked: Asked) -> str:
    """What the agency asked about is called."""
    return naming.names(By.AGENCY).get(asked.where.agency_id, "") if asked.where.agency_id else ""


def _agencies(who: Reader) -> dict[str, str]:
    """The agencies to choose from."""
    every = naming.names(By.AGENCY)
    return every if who.bureau else {each: every[each] for each in who.agencies if each in every}


def _items(asked: Asked) -> dict[str, str]:
    return naming.items_of([asked.where.agency_id]) if asked.where.agency_id else naming.names(By.ITEM)


def _apart(who: Reader) -> list[tuple[By, str]]:
    """By what the figures may be told apart; of other agencies' figures no agency is told."""
    every = [
        (By.AGENCY, _("按单位")),
        (By.ITEM, _("按事项")),
        (By.INDUSTRY, _("按行业")),
        (By.SUB_DISTRICT, _("按镇街")),
    ]
    return every if who.bureau else every[1:]


def _periods() -> list[tuple[str, str, str]]:
    """Usual periods: their name, first and last month."""
    now = asking.months_back(clock.today(), 0)
    quarter = f"{quarter_of(clock.today()):%Y-%m}"
    return [
        (_("本季度"), quarter, now), (_("上季度"), reading.back(quarter, 3), reading.back(quarter, 1)),
        (_("近半年"), reading.back(now, 5), now), (_("近一年"), reading.back(now, 11), now),
    ]  # fmt: skip
