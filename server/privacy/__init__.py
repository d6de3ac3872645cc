"""个人信息与资料保存: what is kept how long, how something is removed by law, and who looked at whose records."""

from flask import Flask

from server.privacy.looks import note_after


def init_app(app: Flask) -> None:
    """Lets every page that shows somebody's records note who looked."""
    app.after_request(note_after)
