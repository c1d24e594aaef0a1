"""Which words, lines, blocks and sections are marked for who approves: one case for each block."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from handoutpress.compose.review_marks import mark_changes
from handoutpress.content.blocks import BLOCK_MODELS
from tests.makers import FEVER, find, find_all, make_glossary, make_handout, type_blocks
from tests.reviewing import approve, read_review, review_blocks, say_marks


def list_marked(page: Element) -> list[str]:
    """Return the words of everything that holds a mark and is the innermost to do so."""
    return [say_marks(each) for each in page.iter() if holds_marks(each)]


LEAVES = ("p", "li", "td", "th", "caption", "figcaption", "h1", "h2", "h3", "dt", "dd")


def holds_marks(element: Element) -> bool:
    return element.tag in LEAVES and any(each.tag in ("ins", "del") for each in iter_own(element))


def iter_own(element: Element) -> Iterator[Element]:
    """Yield what stands in an element, but not in another one of these."""
    for child in element:
        if child.tag not in LEAVES:
            yield child
            yield from iter_own(child)


LINK = "link: {url: 'https://example.org/a', label: Classes for all of you}"
CASES = {
    "words of a paragraph": (
        "text: Take one pill a day.",
        "text: Take two pills a day.",
        ["Take {-one pill-} {+two pills+} a day."],
    ),
    "number with its unit": (
        "text: Take 10 mg, not 100 mg.",
        "text: Take 20 mg, not 100 mg.",
        ["Take {-10 mg,-} {+20 mg,+} not 100 mg."],
    ),
    "bold words": (
        "text: If it hurts, **stop at once** and call.",
        "text: If it hurts, **stop now** and call.",
        ["If it hurts, stop {-at once-} {+now+} and call."],
    ),
    "words that went before bold ones": (
        "text: Call the nurse **today** please do.",
        "text: Call **today** please do.",
        ["Call {-the nurse-} today please do."],
    ),
    "words of a link": (
        "text: Read [our old page](https://example.org) again.",
        "text: Read [our page](https://example.org) again.",
        ["Read our {-old-} page (https://example.org) again."],
    ),
    "address of a link": (
        "text: Read [our page](https://example.org/a) again today.",
        "text: Read [our page](https://example.org/b) again today.",
        ["Read our page {-(https://example.org/a)-} {+(https://example.org/b)+} again today."],
    ),
    "number of a link": (
        "text: Call [the nurse](tel:555-0199) when you shiver.",
        "text: Call [the nurse](tel:555-0100) when you shiver.",
        ["Call the nurse {-(555-0199)-} {+(555-0100)+} when you shiver."],
    ),
    "items of a list": (
        "text: |\n  You need:\n\n  - a cup\n  - some tea\n  - a bed",
        "text: |\n  You need:\n\n  - a cup\n  - much tea\n  - a bed",
        ["{-some-} {+much+} tea"],
    ),
    "item that came": (
        "steps: [Open it, Drink it]",
        "steps: [Open it, Shake it, Drink it]",
        ["{+Shake it+}"],
    ),
    "item that went from between": (
        "checklist: [A warm shirt, Two books, Some money]",
        "checklist: [A warm shirt, Some money]",
        ["A warm shirt {-Two books-}"],
    ),
    "item that went from the start": (
        "questions: [How long?, How often?]",
        "questions: [How often?]",
        ["{-How long?-} How often?"],
    ),
    "cell": (
        "table: {caption: Food, columns: [Food, Eat], rows: [[Milk, Boiled milk only]]}",
        "table: {caption: Food, columns: [Food, Eat], rows: [[Milk, Cold milk only]]}",
        ["{-Boiled-} {+Cold+} milk only"],
    ),
    "row that went": (
        "table: {caption: Food, columns: [Food, Eat], rows: [[Milk, Cold], [Fish, Raw]]}",
        "table: {caption: Food, columns: [Food, Eat], rows: [[Milk, Cold]]}",
        ["{-Fish | Raw-}"],
    ),
    "first row that went": (
        "table: {caption: Food, columns: [Food, Eat], rows: [[Fish, Raw], [Milk, Cold]]}",
        "table: {caption: Food, columns: [Food, Eat], rows: [[Milk, Cold]]}",
        ["{-Fish | Raw-}"],
    ),
    "caption and head of a table": (
        "table: {caption: Good food, columns: [Food, Eat it], rows: [[Milk, Cold]]}",
        "table: {caption: Bad food, columns: [Food, Leave it], rows: [[Milk, Cold]]}",
        ["{-Good-} {+Bad+} food", "{-Eat-} {+Leave+} it"],
    ),
    "medicine": (
        "medicines: [{generic: anastrozole, brands: [Arimidex]}, {generic: letrozole}]",
        "medicines: [{generic: anastrozole, brands: [Anastro]}, {generic: letrozole}]",
        ["{-(Arimidex)-} {+Anastro+}"],
    ),
    "medicine that went": (
        "medicines: [{generic: anastrozole, brands: [Arimidex]}, {generic: letrozole}]",
        "medicines: [{generic: letrozole}]",
        ["{-anastrozole (Arimidex)-}"],
    ),
    "word and its meaning": (
        "terms: [{word: Saline, meaning: Salt and water in a bag.}]",
        "terms: [{word: Saline, meaning: Salt water in a bag.}]",
        ["Salt {-and-} water in a bag."],
    ),
    "caption and words of a picture": (
        "figure: {image: a.svg, alt: One hand under water, caption: Wash your hand well}",
        "figure: {image: a.svg, alt: Two hands under water, caption: Wash your hands well}",
        [
            "Wash your {-hand-} {+hands+} well",
            "The picture in words: {-One hand-} {+Two hands+} under water",
        ],
    ),
    "title and text of a box": (
        "callout: {kind: tip, title: Keep a diary, text: Write down all you feel.}",
        "callout: {kind: tip, title: Keep a small diary, text: Write down what you feel.}",
        ["Keep a {+small+} diary", "Write down {-all-} {+what+} you feel."],
    ),
    "item that went from a box behind its title": (
        "callout: {kind: tip, title: Bring with you, items: [Your card, Your pills]}",
        "callout: {kind: tip, title: Bring with you, items: [Your pills]}",
        ["{-Your card-} Your pills"],
    ),
    "kind of a box": (
        "callout: {kind: tip, title: Keep a diary, text: Write it down.}",
        "callout: {kind: note, title: Keep a diary, text: Write it down.}",
        ["{-Tip-} {+Good to know+}"],
    ),
    "number to call from a box": (
        "callout: {kind: call-us, title: Call us, text: When you shiver.}",
        "callout: {kind: call-us, phone: nurse, title: Call us, text: When you shiver.}",
        ["{+Nurse line 555-0100, Monday to Friday+}"],
    ),
    "label of lines to write on": (
        "write_in: {label: My next visits}",
        "write_in: {label: My first visits}",
        ["My {-next-} {+first+} visits"],
    ),
    "label of a link to scan": (
        LINK,
        LINK.replace("all of you", "some of you"),
        ["Classes for {-all-} {+some+} of you"],
    ),
    "address to scan": (
        LINK,
        LINK.replace("/a", "/b"),
        ["{-https://example.org/a-} {+https://example.org/b+}"],
    ),
}


@pytest.mark.parametrize(("old", "new", "marked"), CASES.values(), ids=CASES.keys())
def test_what_changed_is_marked_where_it_stands(old: str, new: str, marked: list[str]) -> None:
    assert list_marked(review_blocks((new,), (old,))) == marked


@pytest.mark.parametrize("block", [case[1] for case in CASES.values()], ids=CASES.keys())
def test_what_is_as_it_was_bears_no_mark(block: str) -> None:
    assert list_marked(review_blocks((block,), (block,))) == []


def test_every_kind_of_block_has_a_case() -> None:
    kinds = {new.split(":")[0] for _, new, _ in CASES.values()}

    assert kinds == BLOCK_MODELS.keys() - {"snippet"}


# --- the meanings of hard words, and what the clinic's file puts in -------------------------------


def test_meaning_that_came_with_its_word_is_marked_as_new() -> None:
    glossary = make_glossary(chill="a shiver")

    page = review_blocks(
        ("text: You may feel a chill at night.",),
        ("text: You may feel cold at night.",),
        glossary=glossary,
    )

    (marked,) = list_marked(page)
    assert marked.replace("+}{+", "").replace("+} {+", " ") == (
        "You may feel {-cold-} {+a chill (a shiver)+} at night."
    )


def test_number_of_the_clinic_is_marked_whole_and_can_still_be_dialled() -> None:
    page = review_blocks(
        ("text: 'Call {{ clinic.phones.nurse.number }} at once.'",),
        ("text: Call 555-0199 at once.",),
    )

    assert list_marked(page) == ["Call {-555-0199-} {+555-0100+} at once."]
    (link,) = [each for each in find(page, "div", "text").iter("a") if "dial" in each.get("class")]
    assert link.get("href") == "tel:555-0100"


def test_mark_over_bold_words_says_only_once_that_they_are_new() -> None:
    page = review_blocks(
        ("text: Lie down and rest. Then drink **two big** cups of tea.",),
        ("text: Lie down and rest. Then sleep.",),
    )

    assert list_marked(page) == [
        "Lie down and rest. Then {-sleep.-} {+drink+} {+two big+} {+cups of tea.+}"
    ]
    said = [each.text for each in find(page, "div", "text").iter("span") if each.get("class")]
    assert said.count("[added:") == 1


def test_accents_typed_in_two_ways_are_no_change_and_disturb_no_mark() -> None:
    page = review_blocks(("text: Un café y té frío.",), ("text: Un cafe\u0301 y un frío.",))

    assert list_marked(page) == ["Un café y {-un-} {+té+} frío."]


# --- lines, blocks and sections that went ---------------------------------------------------------


def test_block_that_went_is_listed_where_it_stood() -> None:
    page = review_blocks(
        ("text: Rest well.", "steps: [Open it, Drink it]"),
        (
            "text: Rest well.",
            "callout: {kind: note, text: It may burn.}",
            "steps: [Open it, Drink it]",
        ),
    )

    gone = find(page, "p", "gone")
    assert say_marks(gone) == "{-It may burn.-}"
    assert list_classes(page, "text", "gone", "steps") == ["text", "gone", "steps"]


def list_classes(page: Element, *names: str) -> list[str]:
    return [name for each in page.iter() for name in names if each.get("class") == name]


def test_first_block_of_a_section_that_went_stands_before_the_next() -> None:
    page = review_blocks(
        ("steps: [Open it, Drink it]",),
        ("callout: {kind: note, text: It may burn.}", "steps: [Open it, Drink it]"),
    )

    assert list_classes(page, "gone", "steps") == ["gone", "steps"]


SECTION = "\n  - heading: {}\n    text: {}"
WHY = FEVER.rstrip()


def test_section_that_went_is_listed_behind_the_one_before_it() -> None:
    old = WHY + SECTION.format("At night", "Sleep well.") + SECTION.format("By day", "Eat a lot.")
    page = read_review(WHY + SECTION.format("By day", "Eat a lot."), old)

    (gone,) = find_all(page, "section", "gone-section")
    assert say_marks(gone) == "{-At night-} {-Sleep well.-}"
    headings = [say_marks(each) for each in page.iter("h2")]
    assert headings == ["Why", "By day", "Whom to call", "Approval"]


def test_section_that_came_is_marked_in_all_its_lines() -> None:
    page = read_review(WHY + SECTION.format("At night", "Sleep well."), WHY)

    assert list_marked(page) == ["{+At night+}", "{+Sleep well.+}"]


def test_first_section_that_went_stands_before_all_others() -> None:
    start = WHY[: WHY.index("  - heading")].rstrip()
    night, day = SECTION.format("At night", "Sleep well."), SECTION.format("By day", "Eat a lot.")
    page = read_review(start + day, start + night + day)

    order = [each.get("class") or each.tag for each in page.iter() if is_summary_or_section(each)]
    assert order[:3] == ["summary", "gone-section", "section"]


def is_summary_or_section(element: Element) -> bool:
    return element.get("class") == "summary" or element.tag == "section"


def test_section_that_moved_says_so_behind_its_heading() -> None:
    first, second = SECTION.format("One", "Eat a lot."), SECTION.format("Two", "Sleep well.")
    start = WHY[: WHY.index("  - heading")].rstrip()
    page = read_review(start + second + first, start + first + second)

    headings = [" ".join("".join(each.itertext()).split()) for each in page.iter("h2")]
    assert headings[:2] == ["Two [this section stood elsewhere]", "One"]


def test_same_words_in_another_form_say_so() -> None:
    page = review_blocks(("steps: [Open it wide]",), ("checklist: [Open it wide]",))

    (item,) = find(page, "ol", "steps")
    assert " ".join("".join(item.itertext()).split()) == (
        "[these words stood in another form] Open it wide"
    )


def test_title_summary_things_to_do_and_sources_are_marked() -> None:
    page = read_review(
        "title: High fever\nsummary: What it means.\ndo: [Rest well]\n"
        "sources: [{title: A page, url: 'https://example.org/b'}]\n"
        "sections: [{heading: Why, text: So.}]",
        "title: Fever\nsummary: What fever means.\ndo: [Rest well, Drink tea]\n"
        "sources: [{title: A page, url: 'https://example.org/a'}]\n"
        "sections: [{heading: Why, text: So.}]",
    )

    assert list_marked(page) == [
        "{-Fever-} {+High fever+}",
        "What {-fever-} {+it+} means.",
        "Rest well {-Drink tea-}",
        "A page. {-https://example.org/a-} {+https://example.org/b+}",
    ]
    assert say_marks(find(page, "title", "")) == "High fever"


def test_things_to_do_and_sources_that_all_went_are_listed() -> None:
    end = "sections: [{heading: Why, text: So.}]"
    page = read_review(
        f"title: Fever\nsummary: What it means.\n{end}",
        f"title: Fever\nsummary: What it means.\ndo: [Rest]\nsources: [{{title: A page}}]\n{end}",
    )

    assert list_marked(page) == ["{-Rest-}", "{-A page-}"]


# --- the same words twice, and how many places there are ------------------------------------------


def test_block_that_stands_there_twice_is_marked_only_where_it_is_new() -> None:
    """A snippet: the same block of content, in two places."""
    handout = make_handout(type_blocks("text: Call us when you shiver.", "steps: [Open it]"))
    blocks = handout.manuscript.sections[0].all_blocks()
    section = handout.manuscript.sections[0].model_copy(update={"blocks": (*blocks, blocks[0])})
    twice = handout.manuscript.model_copy(update={"sections": (section,)})
    approved = approve(type_blocks("text: Call us when you shiver.", "steps: [Open it]"))

    marks = mark_changes(make_handout(manuscript=twice), approved)

    (paragraph,) = blocks[0].text.blocks
    assert [bool(mark.runs) for mark in marks.lines[id(paragraph)]] == [False, True]


@pytest.mark.parametrize(
    ("new", "count"),
    [
        (WHY, 0),
        (WHY.replace("counts are low", "counts are high"), 1),
        (WHY.replace("counts are low", "counts are high").replace("What a", "What the"), 2),
        (WHY.replace("heading: Why", "heading: Why so"), 1),
        (WHY + SECTION.format("At night", "One.\n\n      Two."), 1),
        (WHY + SECTION.format("At night", "Sleep well.") + SECTION.format("By day", "Eat."), 2),
    ],
)
def test_places_are_counted_by_lines_and_a_whole_section_as_one(new: str, count: int) -> None:
    assert mark_changes(make_handout(new), approve(WHY)).place_count == count
