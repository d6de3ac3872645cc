"""How often one address or one name may try; the counts live in memory, per worker."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256

from flask import Blueprint, Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many
from werkzeug.exceptions import TooManyRequests

from server import clock
from server.http import current_actor

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=False)


def init_app(app: Flask) -> None:
    """Switches the limits on where the settings ask for them."""
    limiter.init_app(app)
    app.before_request(_stop_guessing)
    app.after_request(_count_guess)


def by_sign_in_name() -> str:
    """The name somebody tries to sign in with, so that one account cannot be guessed from many addresses."""
    body = request.get_json(silent=True) or request.form
    return f"name:{str(body.get('name', ''))[:60].lower()}" if hasattr(body, "get") else "name:"


# The page and the API are one door: a guess at either counts for both.
sign_in_by_address = limiter.shared_limit("20 per minute", scope="sign-in address")
sign_in_by_name = limiter.shared_limit("10 per minute", scope="sign-in name", key_func=by_sign_in_name)


# What passers-by may report from one address: enough for a family behind one router, too little to drown anybody.
BY_STRANGER = parse_many("10 per hour; 30 per day")


def counts_stranger() -> bool:
    """Counts a report of this address, and says whether it may still be taken; the page then keeps its words."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return True
    return all(limiter.limiter.hit(each, "stranger", get_remote_address()) for each in BY_STRANGER)


# Codes of doors and links hold 128 bits; who asks for many that are not there is guessing, or walks a list.
GUESSES = parse_many("30 per minute; 200 per hour")
GUESSED = (404, 410)


def _stop_guessing() -> None:
    """Who has guessed too often is told nothing for a while, of true codes neither; who is signed in is known."""
    if _may_guess() and not all(limiter.limiter.test(each, "guess", get_remote_address()) for each in GUESSES):
        raise TooManyRequests


def _count_guess(answer: Response) -> Response:
    if answer.status_code in GUESSED and _may_guess():
        for each in GUESSES:
            limiter.limiter.hit(each, "guess", get_remote_address())
    return answer


def _may_guess() -> bool:
    asks_by_code = bool(request.view_args) and "token" in (request.view_args or {})
    return asks_by_code and bool(current_app.config["RATELIMIT_ENABLED"]) and not current_actor().signed_in


# A phone that brings home a week's photos asks a thousand times in a minute; one gone wild asks without end.
BY_DEVICE = 6000


@dataclass
class _Minute:
    """How often each phone has asked in the running minute."""

    number: int = 0
    asked: Counter[str] = field(default_factory=Counter)


_minute = _Minute()


def by_device(blueprint: Blueprint) -> None:
    """Counts what each phone asks of a blueprint: a photo asks often enough to feel what a general limiter costs."""
    blueprint.before_request(_count_device)


def _count_device() -> None:
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    number = int(clock.now().timestamp() // 60)
    if number != _minute.number:
        _minute.number, _minute.asked = number, Counter()
    asker = _by_token()
    _minute.asked[asker] += 1
    if _minute.asked[asker] > BY_DEVICE:
        raise TooManyRequests


def _by_token() -> str:
    token = request.headers.get("Authorization", "")
    return f"device:{sha256(token.encode(errors='replace')).hexdigest()}" if token else get_remote_address()
