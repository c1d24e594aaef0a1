"""What handouts share is checked for all of them, though none is read."""

from tests.content_tree import HANDOUT, open_tree, type_blocks

FEVER = "care/fever.yaml"
FIEBRE = "care/fever.es.yaml"


def test_topic_without_a_title_is_told_though_no_handout_is_checked() -> None:
    opened = open_tree({FIEBRE: HANDOUT, "care/topic.es.yaml": ""})

    assert [problem.what for problem in opened.workshop.check_shared()] == [
        "the topic has no title in Spanish (es)"
    ]


def test_what_a_letterhead_lacks_is_told_though_no_handout_is_checked() -> None:
    opened = open_tree({"clinic.yaml": "name: {es: A}\nlanguages: [en, es]\n"})

    assert [problem.what for problem in opened.workshop.check_shared()] == [
        "'name' has no text in English (en)"
    ]


def test_snippet_is_wrong_for_those_who_name_it_though_none_is_checked() -> None:
    more = {"snippets/more.yaml": "blocks: [text: '{{ clinic.emergency }}']\n"}
    nested = {"snippets/outer.yaml": "blocks: [snippet: more]\n"}
    opened = open_tree(more | nested | {FEVER: type_blocks("- snippet: outer")})

    (problem,) = opened.workshop.check_shared()

    assert problem.path == "handouts/snippets/more.yaml"
    assert opened.check([FEVER]).broken == (("care/fever", "en"),)
