"""The shape of a rating as the form sends it."""

from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import Length, Range

MOST_LETTERS = 2000


class RateVisit(Schema):
    """Two answers on a scale of five, each with words if the person likes."""

    class Meta:
        unknown = EXCLUDE

    process = fields.Integer(required=True, validate=Range(1, 5))
    result = fields.Integer(required=True, validate=Range(1, 5))
    process_text = fields.String(load_default="", validate=Length(max=MOST_LETTERS))
    result_text = fields.String(load_default="", validate=Length(max=MOST_LETTERS))
