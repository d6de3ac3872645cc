"""Faults, brought about with real processes: after each, everything acknowledged is on the server exactly once."""
