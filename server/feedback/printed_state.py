"""What a printed result carries of the log: the newest signed state, and how anybody checks the paper against it."""

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import bindparam, func, select

from server import dates
from server.db import ask, db
from server.http import public_origin
from server.paper import Paper
from server.trail import notes, proving
from server.trail.tables import CheckpointRow, EpochRow, LeafRow, TrailEntryRow

LEAF, ENTRY = LeafRow.__table__.c, TrailEntryRow.__table__.c
HEIGHT = 115  # millimetres of everything that belongs together
LAST = (
    select(func.max(LEAF.log_index))
    .join(TrailEntryRow.__table__, ENTRY.id == LEAF.entry_id)
    .where(ENTRY.entity == "visit", ENTRY.entity_id == bindparam("visit"))
)


class Printed(NamedTuple):
    """A state of the log, and whether it covers everything recorded of a visit."""

    row: CheckpointRow
    epoch: int
    size: int
    root: str
    covers: bool

    @property
    def address(self) -> str:
        """Where the paper is checked."""
        return f"{public_origin()}/log/kept?log={self.epoch}&size={self.size}&root={self.root}"


def newest(visit_id: str) -> Printed | None:
    """The last signed state; nothing while the log was never signed."""
    row = proving.newest()
    if row is None:
        return None
    root = notes.read_checkpoint(notes.read_note(row.note).text).root.hex()
    last = ask(LAST, {"visit": visit_id}).scalar()
    return Printed(row, db.session.get_one(EpochRow, row.origin).number, row.size, root, (last or 0) < row.size)


def print_on(paper: Paper, state: Printed | None) -> None:
    """The state with its square code, and in words how to check the paper."""
    paper.keep_together(HEIGHT if state else 0)
    paper.heading(_("怎样核对这份记录没有被改过"))
    if state is None or not state.covers:
        paper.text(
            _("打印时，公开日志的签名还没有包括这次检查的全部记录。请过一分钟重新打印，新打印的会带有可核对的状态。")
        )
    if state is None:
        return
    paper.facts([
        (_("公开日志"), state.row.origin),
        (_("签名状态"), _("到第%(size)s条，%(moment)s签名", size=state.size, moment=dates.moment(state.row.made_at))),
        (_("指纹"), _grouped(state.root)),
        (_("短码"), state.root[:8].upper()),
    ])  # fmt: skip
    paper.text(
        _("扫下面的码：您的手机会自己核对，公开日志直到当天是否仍以这个状态开头。是，则这次检查的记录从打印时起没有被改动、删去。"
          "不信任本平台的，可用任何人取得的日志导出文件核对，或与见证机构记下的状态比对。")
    )  # fmt: skip
    paper.square(state.address, side=36)


def _grouped(root: str) -> str:
    """Eight letters at a time, as people compare them."""
    return " ".join(root[at : at + 8] for at in range(0, len(root), 8))
