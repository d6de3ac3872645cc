"""All families of faults, in the order of the plan; importing this lists them."""

import re

from fault import (
    browsers,
    clocks,
    disk,
    hostile,
    joint,
    killing,
    order,
    restoring,
    rights,
    standby,
    updating,
    weak_signal,
    wire,
)
from fault.run import FAULTS

FAMILIES = (
    browsers, clocks, disk, hostile, joint, killing, order, restoring, rights, standby, updating, weak_signal, wire,
)  # fmt: skip
for _number in sorted(FAULTS, key=lambda number: int(re.sub(r"\D", "", number))):
    FAULTS[_number] = FAULTS.pop(_number)
