"""No person is in two places at once: which halves of a day a person still has."""

from collections.abc import Sequence

from server.vocabulary import Window

HALVES = frozenset({Window.MORNING, Window.AFTERNOON})


def halves(window: Window | None) -> frozenset[Window]:
    """The halves of the day a plan surely takes: none while it leaves its time open."""
    if window is None:
        return frozenset()
    return HALVES if window is Window.WHOLE_DAY else frozenset({window})


def fits(window: Window | None, others: Sequence[Window | None]) -> bool:
    """Whether somebody expected elsewhere at these times can also be here; an open time needs a half nobody fixed."""
    taken = frozenset[Window]().union(*(halves(other) for other in others))
    if not halves(window).isdisjoint(taken):
        return False
    return taken | halves(window) != HALVES or None not in (window, *others)
