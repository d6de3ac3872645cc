"""Photos and signatures an operation names, kept with the place on the visit they belong to."""

from collections.abc import Collection
from dataclasses import dataclass

from server.db import db
from server.evidence.tables import BlobRow
from server.trail import Claim, Operation
from server.visits.at_hand import AtHand
from server.visits.tables import EvidenceRow


@dataclass(frozen=True)
class Place:
    """Where on the visit a file belongs."""

    finding: str | None = None
    item: str | None = None
    line: str | None = None
    caption: str = ""


def keep_named(operation: Operation, at_hand: AtHand, place: Place | None = None, also: Collection[str] = ()) -> None:
    """One row per file the operation brings, and per file brought earlier that it names again at this place."""
    if not operation.blobs and not also:
        return
    place = place or Place()
    claims = {claim.sha256: claim for claim in operation.blobs}
    for sha256 in also:
        if sha256 not in claims:
            claims[sha256] = _claimed_before(sha256)
    for claim in claims.values():
        at_hand.keep(
            EvidenceRow, operation_id=operation.id, visit_id=operation.entity_id, sha256=claim.sha256, size=claim.size,
            mime=claim.mime, role=claim.role, finding_id=place.finding, item_id=place.item, line=place.line,
            caption=place.caption, made_at=operation.made_at,
        )  # fmt: skip


def _claimed_before(sha256: str) -> Claim:
    known = db.session.get(BlobRow, sha256)
    return Claim(sha256, known.size if known else 0, known.mime if known else "", "evidence")
