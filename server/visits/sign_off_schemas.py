"""What is sent to sign a result off."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from server.visits.sign_off_rules import MOST_LETTERS
from server.vocabulary import Disposition


class Decision(Schema):
    """What is done upon the result, in which words, by which entries of the leniency list, and who answers for it."""

    disposition = fields.String(required=True, validate=validate.OneOf([str(each) for each in Disposition]))
    text = fields.String(load_default="", validate=validate.Length(max=MOST_LETTERS))
    leniency = fields.List(
        fields.String(validate=validate.Length(max=60)), load_default=list, validate=validate.Length(max=50)
    )
    inspector = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=36))


class SignOff(Decision):
    """The decision with the proof: a passkey's answer, or a password where there is none."""

    credential = fields.Dict(load_default=None, allow_none=True)
    password = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))

    @validates_schema
    def one_proof(self, sent: dict[str, object], **_: object) -> None:
        if (sent["credential"] is None) == (sent["password"] is None):
            raise ValidationError("one of credential and password", "credential")
