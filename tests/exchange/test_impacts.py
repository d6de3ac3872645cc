"""经济影响评估: made by the agency of a result, kept in versions, read and exported by the bureau."""

import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from server.exchange import impact_form, impacts
from server.refusals import Refused
from server.vocabulary import Role
from tests.builders import an_account, an_agency, signed_in
from tests.field import Field, a_field, close, find, open_visit

pytestmark = pytest.mark.one_database

IMPACTS = "/desk/impacts"


@pytest.fixture
def field(client: FlaskClient) -> Field:
    field = a_field(client)
    open_visit(field.phone, field)
    find(field.phone, field)
    close(field.phone, field)
    field.phone.push()
    return field


@pytest.fixture
def officer(field):
    return an_account(Role.OFFICER, agency=field.fire.agency, name="赵六")


def answers(**changed: str) -> dict[str, str]:
    asked = impact_form.read(impact_form.SHIPPED)
    given = {f"answer-{at}": each["options"][0] if each["options"] else "罚款五千元" for at, each in enumerate(asked)}
    return {"questions": "0", **given, **changed}


def made(client, by, field, **changed):
    return signed_in(client, by).post(f"{IMPACTS}/{field.visit}/{field.fire.agency.id}", data=answers(**changed))


def test_an_assessment_is_kept_in_versions_and_the_same_one_once(client: FlaskClient, field, officer):
    assert made(client, officer, field).status_code == 302
    made(client, officer, field)
    made(client, officer, field, **{"answer-3": "部分停产停业"})

    versions = impacts.of_result(field.visit, field.fire.agency.id)

    assert [(each.version, each.answers[3]["answer"]) for each in versions] == [(2, "部分停产停业"), (1, "不会")]
    page = client.get(f"{IMPACTS}/{field.visit}/{field.fire.agency.id}").text
    assert "第1版" in page
    assert client.get(f"{IMPACTS}/{field.visit}/{field.fire.agency.id}/1.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"answer-0": ""}, "请回答：拟对企业采取"),
        ({"answer-1": "很大的企业"}, "请回答：企业规模"),
        ({"answer-2": "长" * 2001}, "2000"),
        ({"questions": "7"}, "评估表刚有新版本"),
        ({"questions": "x"}, "评估表刚有新版本"),
    ],
)
def test_what_is_missing_or_was_not_offered_is_said_and_nothing_is_lost(client, field, officer, changed, said):
    page = made(client, officer, field, **changed)

    assert page.status_code == 422
    assert said in page.text
    assert "罚款五千元" in page.text
    assert impacts.of_result(field.visit, field.fire.agency.id) == []


def test_before_there_is_a_result_and_for_strangers_there_is_nothing(client: FlaskClient, field, officer):
    stranger = an_account(Role.OFFICER, agency=an_agency("market", "市场监管局"), name="周八")
    assert made(client, stranger, field).status_code == 404
    assert signed_in(client, officer).get(f"{IMPACTS}/{field.visit}/market").status_code == 404


def test_the_bureau_reads_and_exports_all_of_them(client: FlaskClient, field, officer):
    made(client, officer, field, **{"answer-0": "=责令停业"})
    bureau = an_account(Role.SUPERVISOR, name="钱七")

    page = signed_in(client, bureau).get(IMPACTS).text
    book = load_workbook(io.BytesIO(client.get(f"{IMPACTS}/export?format=xlsx").data))

    assert "海之味餐饮有限公司" in page
    assert "'=责令停业" in client.get(f"{IMPACTS}/export?format=csv").text
    assert any("=责令停业" in row for row in book.active.iter_rows(values_only=True))
    assert client.get(f"{IMPACTS}/export?format=exe").status_code == 400


def test_the_questions_are_the_districts_own_and_earlier_answers_keep_theirs(client: FlaskClient, field, officer):
    made(client, officer, field)
    bureau = an_account(Role.SUPERVISOR, name="钱七")
    asked = signed_in(client, bureau).post(f"{IMPACTS}/questions", data={"text": "会不会停业 | 会 / 不会\n＊说明"})

    assert asked.status_code == 302
    assert [each["question"] for each in impacts.questions()[1]] == ["会不会停业", "说明"]
    assert len(impacts.of_result(field.visit, field.fire.agency.id)[0].answers) == 12
    assert "会不会停业" in signed_in(client, officer).get(f"{IMPACTS}/{field.visit}/{field.fire.agency.id}").text


@pytest.mark.parametrize("text", ["", "同一问\n同一问", "问 | 只有一个", "| 一 / 二", "\n".join(map(str, range(41)))])
def test_questions_that_are_none_are_refused(text):
    with pytest.raises(Refused):
        impact_form.read(text)


def test_questions_are_written_as_they_are_read():
    assert impact_form.write(impact_form.read(impact_form.SHIPPED)) == impact_form.SHIPPED.strip()
