"""Mashang: inspections of enterprises that anyone concerned can see, check and rate."""
