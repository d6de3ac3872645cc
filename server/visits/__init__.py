"""检查: what happens on a visit, and what is known of it afterwards."""

from flask import Flask

from server import trail
from server.planning import history
from server.visits import earlier, recognition


def init_app(app: Flask) -> None:
    """Lets filing ask what earlier visits found, and phones know what has come into force."""
    history.tell(earlier.results_of, earlier.asked, earlier.clean_visits)
    for kind in ("result.signed", "result.upheld", "result.amended", "result.withdrawn"):
        trail.subscribe(kind, recognition.upon_change)
