import pickle
from urllib.parse import unquote

import pytest

from handoutpress.jobs import RenderJob
from handoutpress.model import Theme, asset_url, pdf_name
from handoutpress.text import parse_plain
from tests.makers import NURSE, make_handout, make_letterhead

JOB = RenderJob(
    html="<p>A</p>",
    stylesheets=("common/a.css", "standard/b.css"),
    theme=Theme({}, {}, "0a"),
    fonts={"Sans.ttf": b"sans", "Bold.ttf": b"bold"},
    pictures={"handouts/a.png": b"a", "handouts/b.png": b"b"},
)


@pytest.mark.parametrize(
    ("edition", "name"), [("standard", "fever.pdf"), ("large-print", "fever.large-print.pdf")]
)
def test_only_the_standard_edition_has_no_suffix(edition: str, name: str) -> None:
    assert pdf_name("fever", edition) == name


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("handouts/a.png", "file:///press/handouts/a.png"),
        ("handouts/my picture.png", "file:///press/handouts/my%20picture.png"),
        ("handouts/50%.png", "file:///press/handouts/50%25.png"),
        ("handouts/a#b?c.png", "file:///press/handouts/a%23b%3Fc.png"),
        ("handouts/é.png", "file:///press/handouts/%C3%A9.png"),
    ],
)
def test_asset_has_an_address_from_which_its_path_can_be_read(path: str, url: str) -> None:
    assert asset_url(path) == url
    assert unquote(url) == f"file:///press/{path}"


def test_handout_knows_topic_and_name_by_its_id() -> None:
    handout = make_handout(id="care/fever")

    assert (handout.topic, handout.name) == ("care", "fever")


def test_handout_fills_in_its_clinics_values() -> None:
    letterhead = make_letterhead(placeholders={"clinic.name": "Example Clinic"})
    handout = make_handout(letterhead=letterhead)

    assert handout.plain(parse_plain("At {{ clinic.name }}")) == "At Example Clinic"


def test_letterhead_finds_a_phone_by_its_key() -> None:
    letterhead = make_letterhead(phones=(NURSE,))

    assert letterhead.phone("nurse") is NURSE
    assert letterhead.phone("night") is None
    assert letterhead.phone(None) is None


def test_job_goes_to_another_process_as_it_is() -> None:
    assert pickle.loads(pickle.dumps(JOB)) == JOB
