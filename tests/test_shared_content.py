"""What handouts share is opened once, and says what keeps a handout from being made."""

from handoutpress.validate.clinic_desk import open_clinic
from handoutpress.validate.content_files import FileKind
from handoutpress.validate.file_names import name_files
from handoutpress.validate.readings import Reading, read_model
from handoutpress.validate.references import Catalog
from handoutpress.validate.shared_content import SharedContent, open_shared_content
from tests.content_tree import TREE, read_tree, type_blocks

MORE = "blocks: [text: 'Call {{ clinic.phones.nurse.number }}.']\n"


def open_typed(tree: dict[str, str]) -> tuple[SharedContent, Reading]:
    """Return the shared content of a tree, and its handout care/fever."""
    sources = read_tree(TREE | tree)
    desk = open_clinic(sources, {}, theme_editions=("standard",), faulty_paths=())
    named = name_files(sources.files, desk.tongues, faulty_paths=())
    readings = tuple(read_model(file) for file in named.files if file.kind is not FileKind.CLINIC)
    handout = next(reading for reading in readings if reading.file.handout_id)
    return open_shared_content(desk, readings, {}, catalog=Catalog({}, {})), handout


def test_topic_is_opened_once() -> None:
    shared, _ = open_typed({})

    assert shared.open_topic("care", "en") is shared.open_topic("care", "en")


def test_letterhead_is_that_of_the_topics_department() -> None:
    shared, handout = open_typed(
        {
            "clinic.yaml": "name: A\nlanguages: [en, es]\ndepartments: {lymph: {name: L}}\n",
            "care/topic.yaml": "title: Care\ndepartment: lymph\n",
        }
    )

    letterhead = shared.find_letterhead(handout.file)

    assert letterhead is not None
    assert letterhead.department == "L"


def test_snippet_in_order_keeps_no_handout() -> None:
    shared, handout = open_typed(
        {"care/fever.yaml": type_blocks("- snippet: more"), "snippets/more.yaml": MORE}
    )
    used = shared.shelf.find_used(["more"], "en")

    assert used == {("more", "en")}
    assert shared.find_faulty_snippet(handout.file, used) is None
    assert shared.check_snippets(handout.file, used) == set()


def test_snippet_that_cannot_be_used_is_named() -> None:
    shared, handout = open_typed(
        {
            "care/fever.yaml": type_blocks("- snippet: more"),
            "snippets/more.yaml": MORE.replace("nurse", "doctor"),
        }
    )
    used = shared.shelf.find_used(["more"], "en")

    assert shared.find_faulty_snippet(handout.file, used) == "handouts/snippets/more.yaml"
    assert [problem.what for problem in shared.check_snippets(handout.file, used)] == [
        "unknown placeholder 'clinic.phones.doctor.number'"
    ]
