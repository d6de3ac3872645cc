"""A phone in Python, written from docs/protocol.md alone: it shares no line with the server or with our app."""
