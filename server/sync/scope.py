"""Which feeds a device reads: worked out at each pull from the roles its person holds at that moment."""

from server.accounts.holding import Held, has_left, held_by
from server.accounts.tables import DeviceRow
from server.refusals import DEVICE_REVOKED, Refused
from server.sync import feeds, quiet_records
from server.vocabulary import Role

OF_AGENCY = (Role.INSPECTOR, Role.OFFICER, Role.AGENCY_LEAD)


def of_device(device: DeviceRow) -> list[str]:
    """The feeds of a device, its own inspector's first; somebody who has left reads nothing any more."""
    if has_left(device.account):
        raise Refused(DEVICE_REVOKED)
    held = held_by(device.account)
    inspector = device.account.inspector_id
    own = [feeds.of_inspector(inspector)] if inspector else []
    agencies = sorted(_agencies(held))
    field = [quiet_records.FIELD] if agencies else []
    return [*own, *agencies, *sorted(_enterprises(held)), *field, feeds.REFERENCE]


def enterprises(device: DeviceRow) -> set[str]:
    """The enterprises whose manager holds this device."""
    return {each.enterprise_id for each in held_by(device.account) if each.role == Role.MANAGER and each.enterprise_id}


def _agencies(held: list[Held]) -> set[str]:
    return {feeds.of_agency(each.agency_id) for each in held if each.role in OF_AGENCY and each.agency_id}


def _enterprises(held: list[Held]) -> set[str]:
    return {
        feeds.of_enterprise(each.enterprise_id) for each in held if each.role == Role.MANAGER and each.enterprise_id
    }
