"""All families of faults; importing this lists them."""

from fault import clocks, disk, hostile, joint, killing, order, restoring, rights, standby, weak_signal, wire

FAMILIES = (killing, wire, weak_signal, clocks, disk, standby, restoring, joint, rights, order, hostile)
