"""The demo district, modelled on the West Coast New Area: real law, invented people and enterprises."""

from server.demo.district import build
from server.demo.summary import Summary, describe

__all__ = ["Summary", "build", "describe"]
