"""The figures for everybody: whole months that are over, of the district and agency by agency, of no single place."""

from flask import Blueprint, Response, render_template

from server import clock, wire
from server.statistics import adjusting, asking, complaining, dashboard, exporting, satisfying
from server.statistics.asking import By, Where
from server.statistics.dashboard import Dashboard
from server.statistics.figures import BY_CODE, FIGURES, written
from server.statistics.reading import Asked, Reader

blueprint = Blueprint("district_figures", __name__, url_prefix="/district")
MONTHS = 12
PUBLIC = ("visits", "saved", "per_enterprise", "joint_share", "green_share", "repeat_share", "on_time", "problem_share")
RECENT = 10


@blueprint.get("/figures")
def shown() -> Response:
    told, asked = _told()
    return wire.page(
        render_template(
            "district_figures.html", told=told, asked=asked, charts=dashboard, written=written, by_code=BY_CODE,
            public=PUBLIC, satisfied=satisfying.satisfaction(asked.where), effects=adjusting.effects(most=RECENT),
            quarters=complaining.quarters(asked.where),
        )
    )  # fmt: skip


@blueprint.get("/figures.csv")
def as_csv() -> Response:
    told, _ = _told()
    data, mime = exporting.as_file("csv", exporting.figures_of(told, [BY_CODE[code] for code in PUBLIC]))
    return Response(data, mimetype=mime, headers={"Content-Disposition": "attachment; filename=district-figures.csv"})


def _told() -> tuple[Dashboard, Asked]:
    """The twelve months before the running one."""
    today = clock.today()
    asked = Asked(Where(asking.months_back(today, MONTHS), asking.months_back(today, 1)), By.AGENCY, FIGURES[0])
    return dashboard.dashboard(asked, Reader(bureau=False)), asked
