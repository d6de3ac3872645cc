"""How often one address or one name may try; the counts live in memory, per worker."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse_many
from werkzeug.exceptions import TooManyRequests

from server import clock, policy
from server.http import current_actor

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=False)


def init_app(app: Flask) -> None:
    """Switches the limits on where the settings ask for them."""
    limiter.init_app(app)
    app.before_request(_stop_guessing)
    app.before_request(_count_account)
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
    return counts("stranger", get_remote_address(), BY_STRANGER)


def counts(name: str, who: str, most: Sequence[RateLimitItem]) -> bool:
    """Counts a try, and says whether it is one of those allowed."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return True
    return all(limiter.limiter.hit(each, name, who) for each in most)


# Proving that it is still oneself: enough for slips, too little to guess a password from a stolen session.
PROOFS = parse_many("10 per minute; 60 per hour")


def require_few(name: str, who: str, most: Sequence[RateLimitItem]) -> None:
    """Counts a try and refuses one too many."""
    if not counts(name, who, most):
        raise TooManyRequests


# Codes of doors and links hold 128 bits; who asks for many that are not there is guessing, or walks a list.
GUESSES = parse_many("30 per minute; 200 per hour")
# Who is signed in meets things that are gone, and photos that have not arrived; a list of foreign ids is longer.
FOREIGN = parse_many("120 per minute; 600 per hour")
GUESSED = (404, 410)
Guesser = tuple[str, str, Sequence[RateLimitItem]]


def _stop_guessing() -> None:
    """Who has guessed too often is told nothing for a while, of true codes neither."""
    name, who, most = _guesser() or ("", "", ())
    if not all(limiter.limiter.test(each, name, who) for each in most):
        g.guessed = True
        raise TooManyRequests


def _count_guess(answer: Response) -> Response:
    guesser = _guesser() if answer.status_code in GUESSED else None
    if guesser:
        counts(*guesser)
    return answer


def _guesser() -> Guesser | None:
    """Whose guesses are counted where, for a request that asks for something by its name."""
    asked = request.view_args or {}
    if not asked or not current_app.config["RATELIMIT_ENABLED"]:
        return None
    if _is_closed() and current_actor().signed_in:
        return "foreign", str(current_actor().account_id), FOREIGN
    return ("guess", get_remote_address(), GUESSES) if "token" in asked and not current_actor().signed_in else None


def _is_closed() -> bool:
    """Whether the route asks who is signed in; of the others, phones' above all, nobody is looked up."""
    return request.endpoint is not None and not policy.is_open(request.endpoint)


# A phone that brings home a week's photos asks a thousand times in a minute; one gone wild asks without end.
BY_DEVICE = 6000
# What one account may change in a minute; a form with many photos is sent in pieces.
BY_ACCOUNT = 600


@dataclass
class _Minute:
    """How often each phone or account has asked in the running minute."""

    number: int = 0
    asked: Counter[str] = field(default_factory=Counter)


_minute = _Minute()


def by_device(blueprint: Blueprint) -> None:
    """Counts what each phone asks of a blueprint: a photo asks often enough to feel what a general limiter costs."""
    blueprint.before_request(_count_device)


def _count_account() -> None:
    if request.method not in ("GET", "HEAD", "OPTIONS") and _is_closed() and current_actor().signed_in:
        _count(f"account:{current_actor().account_id}", BY_ACCOUNT)


def _count_device() -> None:
    _count(_by_token(), BY_DEVICE)


def _count(asker: str, most: int) -> None:
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    number = int(clock.now().timestamp() // 60)
    if number != _minute.number:
        _minute.number, _minute.asked = number, Counter()
    _minute.asked[asker] += 1
    if _minute.asked[asker] > most:
        raise TooManyRequests


def _by_token() -> str:
    token = request.headers.get("Authorization", "")
    return f"device:{sha256(token.encode(errors='replace')).hexdigest()}" if token else get_remote_address()
