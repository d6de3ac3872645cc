"""Hostile input in volume: files, calls, texts and scripts that nobody means well by."""
