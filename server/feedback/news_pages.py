"""The manager's news: put away one by one; and which of his browsers are woken for it."""

from flask import Blueprint, Response, redirect, request, url_for
from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import Length, Regexp
from werkzeug.wrappers import Response as AnyResponse

from server import notices
from server.feedback.enterprise_pages import own_premises
from server.http import current_actor, current_language, current_settings
from server.ids import is_id
from server.notices import subscribing
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import News

blueprint = Blueprint("news", __name__, url_prefix="/e/<token>")
LETTERS = Regexp(r"^[A-Za-z0-9_=-]+$")


class Keys(Schema):
    """What a browser's messages are sealed with."""

    p256dh = fields.String(required=True, validate=[Length(80, 100), LETTERS])
    auth = fields.String(required=True, validate=[Length(16, 40), LETTERS])


class Subscribe(Schema):
    """A push subscription as browsers write it."""

    class Meta:
        unknown = EXCLUDE

    endpoint = fields.Url(required=True, require_tld=False, schemes={"http", "https"}, validate=Length(max=1000))
    keys = fields.Nested(Keys, required=True)


class Unsubscribe(Schema):
    """The browser that wants no more."""

    endpoint = fields.String(required=True, validate=Length(max=1000))


@blueprint.post("/news/<notice_id>")
def put_away(token: str, notice_id: str) -> AnyResponse:
    own_premises(token)
    notice = notices.dismiss(str(current_actor().account_id), notice_id) if is_id(notice_id) else None
    if notice is None or notice.kind not in set(News):
        raise Refused(NOT_FOUND)
    return redirect(url_for("enterprise.door", token=token), 303)


@blueprint.post("/push")
def subscribe(token: str) -> Response:
    own_premises(token)
    told = Subscribe().load(request.get_json())
    keys, more = told["keys"], current_settings().push_services
    account_id = str(current_actor().account_id)
    subscribing.subscribe(account_id, told["endpoint"], keys["p256dh"], keys["auth"], current_language(), more)
    return Response(status=204)


@blueprint.post("/push/end")
def unsubscribe(token: str) -> Response:
    own_premises(token)
    subscribing.unsubscribe(str(current_actor().account_id), Unsubscribe().load(request.get_json())["endpoint"])
    return Response(status=204)
