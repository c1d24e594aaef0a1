"""Pictures: inside the workspace and nowhere else."""

import pytest

from handoutpress.sources import Fault, Picture
from handoutpress.validate.figures import find_picture
from tests.content_tree import list_problems, make_handout, make_picture, type_blocks

PATH = "handouts/care/fever.yaml"
SAVE_IT = "put the picture into the folder of the topic, and name it as it is named there"
PICTURES = {
    picture.path: picture
    for picture in (
        make_picture("care/hands.png"),
        make_picture("other/port.svg"),
        make_picture("care/torn.jpg", fault="is damaged", remedy="save it again"),
    )
}


@pytest.mark.parametrize(
    ("image", "path"),
    [
        ("hands.png", "handouts/care/hands.png"),
        ("./hands.png", "handouts/care/hands.png"),
        ("../other/port.svg", "handouts/other/port.svg"),
        ("../other/../care/hands.png", "handouts/care/hands.png"),
    ],
)
def test_picture_is_found_from_the_folder_of_its_file(image: str, path: str) -> None:
    found = find_picture(image, PATH, PICTURES)

    assert isinstance(found, Picture)
    assert found.path == path


@pytest.mark.parametrize(
    ("image", "fault"),
    [
        ("hand.png", Fault("there is no picture 'hand.png'", "did you mean 'hands.png'?")),
        (
            "../else/x.png",
            Fault(
                "there is no picture '../else/x.png'",
                "put a PNG, JPEG or SVG file of that name there",
            ),
        ),
        ("torn.jpg", Fault("the picture 'torn.jpg' is damaged", "save it again")),
        (
            "../../secret.png",
            Fault("the picture '../../secret.png' lies outside of 'handouts'", SAVE_IT),
        ),
        (
            "../../../../../etc/passwd",
            Fault("the picture '../../../../../etc/passwd' lies outside of 'handouts'", SAVE_IT),
        ),
        (
            "../../handouts2/x.png",
            Fault("the picture '../../handouts2/x.png' lies outside of 'handouts'", SAVE_IT),
        ),
        (
            "/etc/passwd",
            Fault("the picture '/etc/passwd' is not named from this folder", SAVE_IT),
        ),
        ("~/x.png", Fault("the picture '~/x.png' is not named from this folder", SAVE_IT)),
        ("..\\x.png", Fault("the picture '..\\x.png' is not named from this folder", SAVE_IT)),
        (
            "file:///etc/passwd",
            Fault("the picture 'file:///etc/passwd' is an address, and no file", SAVE_IT),
        ),
        (
            "http://example.org/x.png",
            Fault("the picture 'http://example.org/x.png' is an address, and no file", SAVE_IT),
        ),
        ("//host/x.png", Fault("the picture '//host/x.png' is an address, and no file", SAVE_IT)),
        ("C:\\x.png", Fault("the picture 'C:\\x.png' is an address, and no file", SAVE_IT)),
    ],
)
def test_picture_that_cannot_be_used_is_a_fault(image: str, fault: Fault) -> None:
    assert find_picture(image, PATH, PICTURES) == fault


def test_figure_is_told_at_its_image() -> None:
    blocks = type_blocks("- figure: {alt: A, image: x.png}")

    assert list_problems({"care/fever.yaml": blocks}) == [
        f"{PATH}:6:33: there is no picture 'x.png'; put a PNG, JPEG or SVG file of that name there"
    ]


def test_figure_of_a_made_handout_is_named_from_the_root() -> None:
    blocks = type_blocks("- figure: {alt: A, image: ../other/port.svg}")
    handout = make_handout({"care/fever.yaml": blocks}, *PICTURES.values())

    (figure,) = (block.figure for block in handout.manuscript.sections[0].blocks)

    assert figure.image == "handouts/other/port.svg"
