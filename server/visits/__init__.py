"""检查: what happens on a visit, and what is known of it afterwards."""

from flask import Flask

from server.planning import history
from server.visits import earlier


def init_app(app: Flask) -> None:
    """Lets filing ask what earlier visits found."""
    history.tell(earlier.results_of, earlier.clean_visits)
