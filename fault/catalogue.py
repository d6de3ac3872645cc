"""All families of faults; importing this lists them."""

from fault import clocks, hostile, joint, killing, order, rights, wire

FAMILIES = (killing, wire, clocks, joint, rights, order, hostile)
