"""Shapes of the messages about signing in."""

from marshmallow import Schema, fields, validate


class SignIn(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 60))
    password = fields.String(required=True, validate=validate.Length(1, 200))


class RegistrationOptions(Schema):
    invitation = fields.String(load_default=None, validate=validate.Length(max=60), allow_none=True)


class Registration(Schema):
    invitation = fields.String(load_default=None, validate=validate.Length(max=60), allow_none=True)
    label = fields.String(load_default="", validate=validate.Length(max=100))
    credential = fields.Dict(required=True)


class Authentication(Schema):
    credential = fields.Dict(required=True)


class Prove(Schema):
    credential = fields.Dict(load_default=None, allow_none=True)
    password = fields.String(load_default="", validate=validate.Length(max=200))
