"""The poster of a door code can be printed, and its code can be read."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from server.evidence import reading
from server.registry import poster, poster_layout
from server.registry.poster_layout import MARGIN, WIDTH, Text, drawn, width_of
from server.registry.tables import PremisesRow
from tests.builders import an_enterprise

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

LONG = "青岛西海岸新区国际旅游度假区海洋文化传播与餐饮服务管理集团有限责任公司"


@pytest.fixture
def premises(app: Flask) -> PremisesRow:
    return an_enterprise().premises[0]


def test_the_pictures_code_opens_the_enterprises_page(client: FlaskClient, premises: PremisesRow) -> None:
    answer = client.get(f"/e/{premises.door_token}/poster.png")

    assert answer.mimetype == "image/png"
    assert [code["text"] for code in reading.read(answer.data)] == [f"http://localhost/e/{premises.door_token}"]


@pytest.mark.parametrize(("asked", "points"), [("", (595, 842)), ("?size=a4", (595, 842)), ("?size=a5", (420, 595))])
def test_the_pdf_is_a_page_of_the_size_asked_for(
    client: FlaskClient, premises: PremisesRow, asked: str, points: tuple[int, int]
) -> None:
    answer = client.get(f"/e/{premises.door_token}/poster.pdf{asked}")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    box = answer.data.split(b"/MediaBox [")[1].split(b"]")[0].split()
    assert tuple(round(float(edge)) for edge in box[2:]) == points
    assert b"NotoSansSC" in answer.data


def test_the_public_address_stands_in_the_code_when_it_is_set() -> None:
    link = "https://mashang.example.cn/e/q7Xb2_Lr9-TnW4kYp0sVzA"

    assert [code["text"] for code in reading.read(poster.png("海之味餐饮有限公司", "", link))] == [link]


@pytest.mark.parametrize("name", ["老王", "海之味餐饮有限公司", LONG, LONG * 3])
def test_no_line_leaves_the_paper(name: str) -> None:
    lines = [each for each in drawn(name, LONG, "https://mashang.example.cn/e/x") if isinstance(each, Text)]

    assert all(width_of(line.text, line.size) <= WIDTH - 2 * MARGIN + 0.01 for line in lines)
    assert [line.y for line in lines] == sorted(line.y for line in lines)


def test_every_letter_of_the_poster_is_in_its_font() -> None:
    poster_lines = drawn(LONG, "黄岛区长江中路1号：A-2（东）", "https://a.cn/e/_-")
    written = "".join(each.text for each in poster_lines if isinstance(each, Text))
    font = poster_layout._measure()
    missing = bytes(font.getmask("\U0010ffff"))

    assert [letter for letter in set(written) if not letter.isspace() and bytes(font.getmask(letter)) == missing] == []


def test_an_unknown_code_has_no_poster(client: FlaskClient) -> None:
    assert client.get("/e/nobody/poster.pdf").status_code == 404
    assert client.get("/e/nobody/poster.png").status_code == 404


def test_the_picture_has_the_shape_of_a_page() -> None:
    picture = Image.open(io.BytesIO(poster.png("海之味", "长江中路1号", "https://a.cn/e/x")))

    assert abs(picture.height / picture.width - 297 / 210) < 0.001
