"""How an attack is listed: its name, what it does, and by which alarms of the supervisor's it must be caught."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

World = TypeVar("World")


@dataclass(frozen=True)
class Attack(Generic[World]):
    """One class of attacks: it is caught if one of these alarms is raised and nothing that came first is lost."""

    name: str
    alarms: frozenset[str]
    try_it: Callable[[World], bool]


Listed = Callable[[Callable[[World], bool]], Callable[[World], bool]]


def attack(attacks: list[Attack[World]], name: str, *alarms: str) -> Listed[World]:
    """Lists an attack; it returns whether everything that must be kept was kept."""

    def listed(try_it: Callable[[World], bool]) -> Callable[[World], bool]:
        attacks.append(Attack(name, frozenset(alarms), try_it))
        return try_it

    return listed
