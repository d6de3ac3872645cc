"""The shape of a rating as the form sends it."""

from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import Length, OneOf, Range

from server.vocabulary import RatingTag

MOST_LETTERS = 2000


class RateVisit(Schema):
    """Two answers on a scale of five, each with words if the person likes, and what holds of the visit."""

    class Meta:
        unknown = EXCLUDE

    process = fields.Integer(required=True, validate=Range(1, 5))
    result = fields.Integer(required=True, validate=Range(1, 5))
    process_text = fields.String(load_default="", validate=Length(max=MOST_LETTERS))
    result_text = fields.String(load_default="", validate=Length(max=MOST_LETTERS))
    tags = fields.List(fields.String(validate=OneOf(list(RatingTag))), load_default=list)
