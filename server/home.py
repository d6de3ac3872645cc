"""The front door: what this is, where to go, which language, and whether the server is alive."""

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import text
from werkzeug.wrappers import Response

from server import cookies
from server.db import db
from server.http import local
from server.language import COOKIE, LANGUAGES

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> str:
    return render_template("home.html")


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


@blueprint.post("/language")
def language() -> Response:
    wish = request.form.get("language", "")
    answer = redirect(local(request.form.get("back", "")) or "/")
    if wish in LANGUAGES:
        cookies.put(answer, COOKIE, wish, 365 * 86400)
    return answer
