"""The photos of those who come, small, for a phone that compares them with who stands at the door without signal."""

import base64
from datetime import timedelta

from server import clock
from server.evidence import photos
from server.feedback import queries
from server.feedback.cards import Person, Reader
from server.registry.tables import InspectorRow

NEAR = timedelta(days=1)
MOST = 12


def of(inspector: InspectorRow) -> str | None:
    """A JPEG in base64."""
    return _small(inspector.photo)


def expected(premises_id: str) -> list[dict[str, str]]:
    """Of everybody whom the manager knows to come today or tomorrow, or to be there: badge number and photo."""
    ahead = queries.upcoming_visits(premises_id, clock.today())
    near = [each for each in ahead if each.visit_on <= clock.today() + NEAR]
    cards = [*queries.started_visits(premises_id, Reader.MANAGER), *near]
    people: dict[str, Person] = {
        each.badge_number: each for card in cards for part in card.parts for each in part.people if each.photo
    }
    photographed = [(badge, _small(each.photo)) for badge, each in list(people.items())[:MOST]]
    return [{"badge": badge, "photo": photo} for badge, photo in photographed if photo]


def _small(sha256: str | None) -> str | None:
    small = photos.thumbnail(sha256) if sha256 else None
    return base64.b64encode(small).decode() if small else None
