"""What a translation takes over, and what it does not dare to."""

from handoutpress.text import plain_text
from tests.content_tree import list_problems, make_handout, make_picture, type_blocks

HANDS = make_picture("care/hands.png")
PORT = make_picture("care/port.png")
SOURCE = type_blocks(
    "- figure: {image: hands.png, alt: Hands}",
    "- text: Look.",
    "- figure: {image: port.png, alt: Port}",
    "- medicines:",
    "    - {generic: anastrozole, brands: [Arimidex]}",
    "    - {generic: letrozole, brands: [Femara]}",
)
PATH = "handouts/care/fever.es.yaml"
NO_MATCH = "it cannot be taken from 'fever.yaml', where sections or rows do not match"


def list_faults(translation: str, source: str = SOURCE) -> list[str]:
    tree = {"care/fever.yaml": source, "care/fever.es.yaml": translation}
    return [line for line in list_problems(tree, HANDS, PORT) if line.startswith(PATH)]


def list_inherited(translation: str, source: str = SOURCE) -> list[str]:
    """Return the pictures and generic names of a translation, in order."""
    tree = {"care/fever.yaml": source, "care/fever.es.yaml": translation}
    manuscript = make_handout(tree, HANDS, PORT, language="es").manuscript
    found: list[str] = []
    for block in (block for section in manuscript.sections for block in section.blocks):
        if hasattr(block, "figure"):
            found.append(block.figure.image)
        if hasattr(block, "medicines"):
            found += [plain_text(row.generic, str) for row in block.medicines]
    return found


def test_figures_and_generic_names_are_taken_over_in_their_order() -> None:
    translation = type_blocks(
        "- medicines: [{brands: [Arimidex]}, {brands: [Femara]}]",
        "- figure: {alt: Manos}",
        "- figure: {alt: Catéter}",
    )

    assert list_inherited(translation) == [
        "anastrozole",
        "letrozole",
        "handouts/care/hands.png",
        "handouts/care/port.png",
    ]


def test_what_a_translation_says_itself_stays() -> None:
    translation = type_blocks(
        "- figure: {image: port.png, alt: Catéter}",
        "- figure: {alt: Catéter}",
        "- medicines: [{generic: anastrozol}, {brands: [femara]}]",
    )

    assert list_inherited(translation) == [
        "handouts/care/port.png",
        "handouts/care/port.png",
        "anastrozol",
        "letrozole",
    ]


def test_other_brands_are_not_given_a_generic_name_by_guess() -> None:
    translation = type_blocks("- medicines: [{brands: [Femara]}, {brands: [Arimidex]}]")

    assert list_faults(translation) == [
        f"{PATH}:6:21: the key 'generic' is missing; add it; {NO_MATCH}",
        f"{PATH}:6:41: the key 'generic' is missing; add it; {NO_MATCH}",
    ]


def test_other_number_of_rows_or_figures_is_no_match() -> None:
    translation = type_blocks("- medicines: [{brands: [Femara]}]", "- figure: {alt: Catéter}")

    assert list_faults(translation) == [
        f"{PATH}:6:21: the key 'generic' is missing; add it; {NO_MATCH}",
        f"{PATH}:7:17: the key 'image' is missing; add it; {NO_MATCH}",
    ]


def type_sections(*sections: str) -> str:
    lines = "".join(f"- {{heading: H, {each}}}\n" for each in sections)
    return f"title: T\nsummary: S\nsections:\n{lines}"


def test_sections_pair_by_id_wherever_they_stand() -> None:
    source = type_sections(
        "id: a, blocks: [figure: {image: hands.png, alt: A}]",
        "id: b, blocks: [figure: {image: port.png, alt: A}]",
    )
    translation = type_sections("id: b, blocks: [figure: {alt: A}]")

    assert list_inherited(translation, source) == ["handouts/care/port.png"]


def test_sections_pair_by_position_where_there_are_as_many() -> None:
    source = type_sections("text: T", "id: b, blocks: [figure: {image: port.png, alt: A}]")
    same = type_sections("text: T", "blocks: [figure: {alt: A}]")
    fewer = type_sections("blocks: [figure: {alt: A}]")

    assert list_inherited(same, source) == ["handouts/care/port.png"]
    assert list_faults(fewer, source) == [
        f"{PATH}:4:33: the key 'image' is missing; add it; {NO_MATCH}"
    ]


def test_codes_are_taken_over() -> None:
    tree = {
        "care/fever.yaml": type_blocks("- text: A") + "codes: {rxnorm: [84857]}\n",
        "care/fever.es.yaml": type_blocks("- text: A"),
    }

    assert make_handout(tree, language="es").manuscript.codes.rxnorm == ("84857",)


def test_source_that_is_wrong_itself_is_named() -> None:
    source = SOURCE + "colour: red\n"

    assert list_faults(type_blocks("- figure: {alt: Manos}"), source) == [
        f"{PATH}:6:17: the key 'image' is missing; add it; "
        "it cannot be taken from 'fever.yaml', which is wrong itself"
    ]


def test_translation_that_needs_nothing_of_a_wrong_source_is_right() -> None:
    assert list_faults(type_blocks("- text: A"), SOURCE + "colour: red\n") == []


def test_snippet_takes_over_as_well() -> None:
    tree = {
        "care/fever.es.yaml": type_blocks("- snippet: look"),
        "snippets/look.yaml": "blocks: [figure: {image: ../care/hands.png, alt: Hands}]\n",
        "snippets/look.es.yaml": "blocks: [figure: {alt: Manos}]\n",
    }

    (block,) = make_handout(tree, HANDS, language="es").manuscript.sections[0].blocks

    assert block.figure.image == "handouts/care/hands.png"
