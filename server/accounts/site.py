"""The site that a browser's passkeys belong to, as this request reached it."""

from server.accounts.passkeys import Site
from server.http import public_origin


def current_site() -> Site:
    """The address people use, and its host, to which passkeys are bound."""
    origin = public_origin()
    return Site(rp_id=origin.partition("://")[2].partition(":")[0], origin=origin)
