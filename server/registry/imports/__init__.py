"""Roster files in, differences out: agencies, inspectors, items, their checklists, enterprises and premises."""

from server.registry.imports.applying import apply, apply_sheet
from server.registry.imports.differences import Difference, FieldChange
from server.registry.imports.plan import Import, plan_import, plan_sheet
from server.registry.imports.problems import Problem
from server.registry.imports.sheets import Sheet, read_sheet

__all__ = [
    "Difference",
    "FieldChange",
    "Import",
    "Problem",
    "Sheet",
    "apply",
    "apply_sheet",
    "plan_import",
    "plan_sheet",
    "read_sheet",
]
