"""Topics: titles by language, order, department."""

from handoutpress.text import plain_text
from tests.content_tree import (
    HANDOUT,
    list_made,
    list_problems,
    list_scopes,
    make_handout,
    make_library,
)

PATH = "handouts/care/topic.yaml"


def test_topic_without_a_file_has_no_title_and_the_name_of_its_folder_is_not_printed() -> None:
    tree = {"skin-care/sun.yaml": HANDOUT}

    library = make_library(tree)

    assert list_problems(tree) == [
        "handouts/skin-care/topic.yaml:1:1: warning: the topic has no file, and its pages name no "
        "topic; write the file, with a line 'title: …'"
    ]
    assert plain_text(library.topics["skin-care", "en"].title, str) == ""
    assert make_handout(tree, handout_id="skin-care/sun").topic_title == ""


def test_topic_without_a_title_in_a_language_fails_the_handouts_of_that_language() -> None:
    tree = {"care/topic.es.yaml": "", "care/fever.es.yaml": HANDOUT}

    assert list_problems(tree) == [
        "handouts/care/topic.es.yaml:1:1: the topic has no title in Spanish (es); "
        "write the file, with a line 'title: …'"
    ]
    assert list_scopes(tree) == [("", "es")]
    assert list_made(tree) == [("care/fever", "en")]


def test_topic_in_another_language_says_the_rest_as_the_default_one() -> None:
    tree = {
        "care/topic.yaml": "title: Care\norder: [fever]\nbooklet: true\n",
        "care/fever.es.yaml": HANDOUT,
    }

    topic = make_library(tree).topics["care", "es"]

    assert (plain_text(topic.title, str), topic.order, topic.booklet) == (
        "Cuidados",
        ("fever",),
        True,
    )


def test_names_that_the_order_cannot_mean_are_told_and_fail_nothing() -> None:
    tree = {"care/topic.yaml": "title: Care\norder: [fevr, fever, fever]\n"}

    assert list_problems(tree) == [
        f"{PATH}:2:9: there is no handout 'fevr' in this topic; did you mean 'fever'?",
        f"{PATH}:2:22: warning: 'fever' stands there twice; remove one",
    ]
    assert list_made(tree) == [("care/fever", "en")]


def test_unknown_department_fails_the_topic_in_every_language() -> None:
    tree = {
        "clinic.yaml": "name: A\nlanguages: [en, es]\ndepartments: {lymphedema: {name: L}}\n",
        "care/topic.yaml": "title: Care\ndepartment: lymphodema\n",
        "care/fever.es.yaml": HANDOUT,
    }

    assert list_problems(tree) == [
        "handouts/care/fever.es.yaml:1:1: this cannot be made, because "
        "'handouts/care/topic.yaml' is wrong; mend that file",
        f"{PATH}:2:13: the clinic has no department 'lymphodema'; did you mean 'lymphedema'?",
    ]
    assert list_made(tree) == []


def test_department_where_there_are_none_is_told() -> None:
    assert list_problems({"care/topic.yaml": "title: Care\ndepartment: lymphedema\n"}) == [
        f"{PATH}:2:13: the clinic has no department 'lymphedema'; "
        "add it to 'departments' in clinic.yaml"
    ]


def test_fault_in_an_introduction_fails_no_handout() -> None:
    tree = {
        "care/topic.yaml": "title: Care\n"
        "introduction: Read [this](handout:care/x) at {{ clinic.nme }}.\n"
    }

    assert list_problems(tree) == [
        f"{PATH}:2:27: there is no handout 'care/x'; use one of: care/fever",
        f"{PATH}:2:46: unknown placeholder 'clinic.nme'; did you mean 'clinic.name'?",
    ]
    assert list_made(tree) == [("care/fever", "en")]
    assert make_library(tree).topics == {}


def test_broken_topic_fails_its_handouts() -> None:
    tree = {"care/topic.yaml": "titel: Care\n"}

    assert list_problems(tree) == [f"{PATH}:1:1: unknown key 'titel'; did you mean 'title'?"]
    assert list_made(tree) == []
