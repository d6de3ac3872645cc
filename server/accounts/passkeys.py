"""WebAuthn ceremonies: options for the browser, and what its answer proves. User verification is always required."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json
from webauthn.helpers.exceptions import InvalidAuthenticationResponse, InvalidJSONStructure, InvalidRegistrationResponse
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.refusals import PASSKEY_FAILED, Refused

BROKEN = (
    InvalidRegistrationResponse,
    InvalidAuthenticationResponse,
    InvalidJSONStructure,
    ValueError,
    KeyError,
    TypeError,
)


@dataclass(frozen=True)
class Site:
    """Where the ceremony takes place: the relying party's id is the host, the origin the full address."""

    rp_id: str
    origin: str


@dataclass(frozen=True)
class NewPasskey:
    """What a browser made; `synced` is one that may be copied to other devices of its owner (BE)."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    synced: bool


def registration_options(site: Site, account_id: str, name: str, known: list[bytes]) -> tuple[str, bytes]:
    """Options for navigator.credentials.create as JSON text, and the challenge to keep for the answer."""
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name="码上 Mashang",
        user_id=account_id.encode(),
        user_name=name,
        user_display_name=name,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options), options.challenge


def verify_registration(site: Site, challenge: bytes, credential: dict[str, Any]) -> NewPasskey:
    """The passkey the browser made, or PASSKEY_FAILED."""
    try:
        made = webauthn.verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.rp_id,
            expected_origin=site.origin, require_user_verification=True,
        )  # fmt: skip
    except BROKEN as error:
        raise Refused(PASSKEY_FAILED) from error
    synced = made.credential_device_type is CredentialDeviceType.MULTI_DEVICE
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count, synced)


def authentication_options(
    site: Site, challenge: bytes | None = None, known: Sequence[bytes] = ()
) -> tuple[str, bytes]:
    """Options for navigator.credentials.get; without known ones the browser offers whichever passkeys it holds."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known] or None,
    )  # fmt: skip
    return options_to_json(options), options.challenge


def credential_id(credential: dict[str, Any]) -> bytes:
    """Which passkey an answer claims to come from."""
    try:
        return base64url_to_bytes(str(credential["rawId"]))
    except BROKEN as error:
        raise Refused(PASSKEY_FAILED) from error


def verify_authentication(
    site: Site, challenge: bytes, credential: dict[str, Any], public_key: bytes, sign_count: int
) -> int:
    """The authenticator's new counter, or PASSKEY_FAILED."""
    try:
        proven = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.rp_id,
            expected_origin=site.origin, credential_public_key=public_key,
            credential_current_sign_count=sign_count, require_user_verification=True,
        )  # fmt: skip
    except BROKEN as error:
        raise Refused(PASSKEY_FAILED) from error
    return proven.new_sign_count
