"""Shapes of the registry's messages."""

from marshmallow import Schema, fields, validate


class SearchEnterprises(Schema):
    q = fields.String(required=True, validate=validate.Length(max=60))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 50))


class FoundPremises(Schema):
    id = fields.String()
    number = fields.Integer()
    name = fields.String()
    address = fields.String()
    sub_district = fields.String()


class FoundEnterprise(Schema):
    id = fields.String()
    credit_code = fields.String()
    name = fields.String()
    industry_name = fields.String()
    premises = fields.List(fields.Nested(FoundPremises))


class FoundEnterprises(Schema):
    enterprises = fields.List(fields.Nested(FoundEnterprise))
