"""All families of faults; importing this lists them."""

from fault import clocks, disk, hostile, joint, killing, order, restoring, rights, standby, wire

FAMILIES = (killing, wire, clocks, disk, standby, restoring, joint, rights, order, hostile)
