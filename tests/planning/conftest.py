"""What several of the tests of planning stand on."""

import pytest
from flask import Flask

from server import clock
from tests.builders import an_enterprise
from tests.planning.district import CREDIT_CODE, ELSEWHERE, a_party, october


@pytest.fixture
def fire(app: Flask):
    an_enterprise(credit_code=CREDIT_CODE)
    an_enterprise("另一家", ELSEWHERE)
    with clock.at(october(1)):
        yield a_party()
