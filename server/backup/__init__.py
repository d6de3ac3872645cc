"""Copies of an installation that can be proved: taken while it serves, sealed, checked, and put back in the open."""
