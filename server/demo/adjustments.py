"""What the demo's district has changed because of its figures: by the desk's lead and by the bureau, months ago."""

from datetime import date, timedelta

from server import clock
from server.accounts import queries as accounts
from server.accounts.sessions import actor_of
from server.demo.schedule import QUARTER, moment
from server.statistics import adjusting
from server.statistics.adjusting import Wanted
from server.statistics.figures import BY_CODE
from server.vocabulary import AdjustmentKind

DESK = "fire-rescue"
ALONE = "日常消防检查原则上并入其他单位的既定检查，单独上门须说明原因。"
GREEN = "以“其他原因”走绿色通道的逐件说明、每月通报，能按日常计划办的一律提前报备。"
MADE = (
    ("lead", DESK, AdjustmentKind.JOINT, "joint_share", ALONE),
    ("supervisor", "", AdjustmentKind.GUIDANCE, "green_share", GREEN),
)


def tell(day: date) -> None:
    """Each was made a week before the month from which it holds."""
    begins = (day - QUARTER).replace(day=1)
    for name, agency, kind, figure, text in MADE:
        account = accounts.by_sign_in_name(name)
        assert account is not None
        with clock.at(moment(begins - timedelta(days=7), 15)):
            adjusting.make(Wanted(kind, BY_CODE[figure], text, begins, agency), by=actor_of(account))
