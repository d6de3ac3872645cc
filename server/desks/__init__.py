"""Desks: what each role has to do now, an agency's week, who is where, what is late, how the platform does."""
