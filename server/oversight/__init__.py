"""执法监督: what the supervisor of the justice bureau looks into."""

from flask import Flask

from server import trail
from server.oversight import commands


def init_app(app: Flask) -> None:
    """Lets oversight keep every irregularity the visits part notices, in the same transaction."""
    trail.subscribe("irregularity.noticed", commands.keep_irregularity)
