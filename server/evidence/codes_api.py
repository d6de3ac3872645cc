"""Codes read by the server where the phone could not."""

from typing import Any

from flask_smorest import Blueprint
from flask_smorest.fields import Upload
from marshmallow import Schema

from server.evidence import reading

blueprint = Blueprint("code_reading", __name__, url_prefix="/api/codes")


class ReadCodes(Schema):
    """One photo, at its full size."""

    photo = Upload(required=True)


@blueprint.post("/read")
@blueprint.arguments(ReadCodes, location="files")
def read(sent: dict[str, Any]) -> dict[str, Any]:
    return {"codes": reading.read(sent["photo"].read())}
