"""All families of faults; importing this lists them."""

from fault import killing

FAMILIES = (killing,)
