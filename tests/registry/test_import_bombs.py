"""A table that unpacks to a day's work is refused in words, and the server's own process takes no part in it."""

import resource

import pytest

from fault.flood import workbooks
from server.refusals import Refused
from server.registry.imports import read_sheet

pytestmark = pytest.mark.one_database


def test_a_workbook_that_needs_more_memory_than_the_child_has_is_refused():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert refusal(workbooks.of_cells(2)) == "table_too_costly"

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024


@pytest.mark.parametrize(("data", "code"), [
    (workbooks.of_entities(9), "import_not_a_table"),
    (workbooks.of_foreign_file("file:///etc/passwd"), "import_not_a_table"),
    (b"\n" * 500_000, "too_many_lines"),
    (b"code,name\na,b\n" + b"," * 200_000, "import_not_a_table"),
    (b"code,name,competence\n" + b"a,b,c\n" * 100_001, "too_many_lines"),
])  # fmt: skip
def test_what_is_no_table_of_a_roster_is_refused(data: bytes, code: str):
    assert refusal(data) == code


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_sheet(data)
    return refused.value.reason.code
