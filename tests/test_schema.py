"""The JSON Schemas: what the program accepts, no editor may underline; and most faults, it must."""

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError

from handoutpress import content
from handoutpress.content import BlockModel
from handoutpress.content.packets import PacketFile
from handoutpress.content.values import FileModel
from handoutpress.errors import ExitCode, UsageError
from handoutpress.schema import KINDS, json_schema

TESTS = Path(__file__).parent
WORKSPACES = (TESTS.parent / "handouts", TESTS / "gallery" / "handouts")
KIND_OF_FILE = {"clinic.yaml": "clinic", "glossary.yaml": "glossary"}
KIND_OF_FOLDER = {"sets": "set", "snippets": "snippet", "approvals": "approvals"}
SHAPES: dict[str, Any] = {
    "handout": content.Manuscript,
    "clinic": content.Clinic,
    "glossary": content.Glossary,
    "topic": content.Topic,
    "set": content.PacketSet,
    "snippet": content.Snippet,
    "approvals": content.Approvals,
    "packet": PacketFile,
}
DIGEST = "0123456789abcdef" * 4

# Source: YAML 1.2.2, 10.3.2, as the editors' parser reads what is not quoted.
NULL = re.compile(r"null|Null|NULL|~|")
BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
INTEGER = re.compile(r"[-+]?[0-9]+")
OTHER_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def iter_models(base: type[BaseModel] = FileModel) -> Iterator[type[BaseModel]]:
    """Yield every model of a content file, or of a part of one."""
    for model in base.__subclasses__():
        if model is not BlockModel and model.__module__.startswith("handoutpress.content."):
            yield model
        yield from iter_models(model)


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json_schema(kind))


@cache
def validator_of_key(kind: str, key: str) -> Draft202012Validator:
    schema = json_schema(kind)
    return Draft202012Validator(schema["properties"][key] | {"$defs": schema.get("$defs", {})})


def read_plain_as_editor(text: str) -> Any:
    if NULL.fullmatch(text):
        return None
    if BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if INTEGER.fullmatch(text):
        return int(text)
    if OTHER_INTEGER.fullmatch(text):
        return int(text, 0)
    return float(text) if FLOAT.fullmatch(text) else text


def read_plain_as_program(text: str) -> str | None:
    return None if NULL.fullmatch(text) else text


def build(node: yaml.Node, read_plain: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: build(value, read_plain) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [build(item, read_plain) for item in node.value]
    return node.value if node.style else read_plain(node.value)


def read_as_editor(text: str) -> Any:
    return build(yaml.compose(text, Loader=yaml.BaseLoader), read_plain_as_editor)


def read_as_program(text: str) -> Any:
    return build(yaml.compose(text, Loader=yaml.BaseLoader), read_plain_as_program)


def find_faults(kind: str, text: str) -> list[str]:
    return [error.message for error in validator(kind).iter_errors(read_as_editor(text))]


def is_more_than_null(text: str) -> bool:
    return read_plain_as_program(text.strip()) is not None


def is_accepted_by_program(shape: Any, value: Any) -> bool:
    try:
        TypeAdapter(shape).validate_python(value)
    except ValidationError:
        return False
    return True


def find_kind(path: Path) -> str:
    if path.name.startswith("topic."):
        return "topic"
    return KIND_OF_FILE.get(path.name) or KIND_OF_FOLDER.get(path.parent.name, "handout")


def iter_samples() -> Iterator[Any]:
    for root in WORKSPACES:
        for path in sorted(root.rglob("*.yaml")):
            name = path.relative_to(TESTS.parent).as_posix()
            yield pytest.param(find_kind(path), path, id=name)


def iter_schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all schemas in it."""
    yield node
    for key in ("properties", "patternProperties", "$defs"):
        for part in node.get(key, {}).values():
            yield from iter_schemas(part)
    for part in node.get("anyOf", []):
        yield from iter_schemas(part)
    if "items" in node:
        yield from iter_schemas(node["items"])


def iter_definitions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each object with its model's name; the top of a schema has the name of its shape."""
    for kind in KINDS:
        schema = json_schema(kind)
        yield getattr(SHAPES[kind], "__name__", kind), schema
        yield from schema.get("$defs", {}).items()


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_valid_and_says_what_it_is(kind: str) -> None:
    schema = json_schema(kind)

    Draft202012Validator.check_schema(schema)
    assert list(schema)[:3] == ["$schema", "title", "description"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == f"Handout Press: {kind}"
    assert schema["description"].strip()


def test_kinds_are_those_of_the_content_files() -> None:
    assert list(KINDS) == list(SHAPES)


@pytest.mark.parametrize(("kind", "path"), list(iter_samples()))
def test_sample_content_is_accepted(kind: str, path: Path) -> None:
    assert find_faults(kind, path.read_text(encoding="utf-8")) == []


HANDOUT = "{title: T, summary: S, sections: [{heading: H, text: T}]}"
VALID = [
    ("handout", HANDOUT),
    ("handout", "{title: 1984, summary: 1.10, sections: [{heading: true, text: 010}]}"),
    ("handout", "{title: T, summary: S, audience: , sections: [{heading: H, text: T, id: 2}]}"),
    ("handout", "{title: T, summary: S, codes: {rxnorm: [8]}, sections: [{heading: H, text: T}]}"),
    ("clinic", "{format: 1, name: C}"),
    ("clinic", "{format: '1', name: {en: C, zh-Hans: C}}"),
    ("clinic", "{name: C, emergency: 911, phones: {nurse: {label: 24, number: 5550100}}}"),
    ("clinic", "{name: C, phones: {nurse: {label: L, number: 555.0100, always: yes}}}"),
    ("clinic", "{name: C, phones: {24: {label: L, number: +1 800 5550100, always: 'TRUE'}}}"),
    ("clinic", "{name: C, languages: [no, en], editions: [standard]}"),
    ("glossary", "{en: [{word: 5, forms: [five], meaning: a number}], es: []}"),
    ("topic", "{title: 12:30, order: [2024, overview], department: }"),
    ("topic", "{title: T, booklet: true}"),
    ("topic", "{title: T, booklet: {read: no, fold: {sheets_per_signature: 4}}}"),
    ("topic", "{title: T, booklet: {fold: {creep: 0.15}}}"),
    ("topic", "{title: T, booklet: {fold: {creep: '0.15'}}}"),
    ("topic", "{title: T, booklet: {fold: {creep: 1, flip: long-edge}}}"),
    ("set", "{title: T, handouts: [a/b-2]}"),
    ("snippet", "{blocks: [{text: 2026-01-02}, {write_in: {label: L, lines: '3'}, id: 3}]}"),
    ("packet", "{handouts: [a/b, a, sets/start]}"),
    ("packet", "{set: start, patient: {name: 7, visit: 2026-01-02, needs: [large-print]}}"),
    ("packet", "{set: start, append: [a.pdf, {file: b.pdf, title: B}], options: {duplex: no}}"),
    ("packet", "{set: start, note: N, options: {numbering: each, max_sheets: 40}}"),
    ("approvals", f"[{{version: 1, words: {DIGEST}, state: approved, on: 2026-01-02, due: }}]"),
    (
        "approvals",
        f"[{{version: 1, words: {DIGEST}, state: withdrawn, on: '2026-01-02', by: [7]}}]",
    ),
]


@pytest.mark.parametrize(("kind", "text"), VALID)
def test_what_the_program_accepts_is_accepted(kind: str, text: str) -> None:
    assert is_accepted_by_program(SHAPES[kind], read_as_program(text))
    assert find_faults(kind, text) == []


BLOCKS = [
    "{text: T}",
    "{steps: [S]}",
    "{checklist: [S]}",
    "{table: {caption: C, columns: [A, B], rows: [[1, 2.50], [no, 3]]}}",
    "{medicines: [{generic: anastrozole, brands: [Arimidex]}]}",
    "{terms: [{word: W, meaning: M}]}",
    "{figure: {image: hands.svg, alt: A}}",
    "{callout: {kind: call-now, phone: nurse, items: [I]}}",
    "{questions: [Q]}",
    "{write_in: {label: L, lines: 4}}",
    "{link: {url: https://example.org/page, label: L}}",
    "{snippet: learn-more}",
]


@pytest.mark.parametrize("block", BLOCKS)
def test_block_is_accepted(block: str) -> None:
    assert find_faults("snippet", f"blocks: [{block}]") == []


def test_every_block_stands_in_the_table_above() -> None:
    assert [next(iter(read_as_editor(block))) for block in BLOCKS] == list(content.BLOCK_MODELS)


BROKEN = [
    ("handout", "[]"),
    ("handout", "{}"),
    ("handout", "{summary: S, sections: [{heading: H, text: T}]}"),
    ("handout", "{title: , summary: S, sections: [{heading: H, text: T}]}"),
    ("handout", "{title: '', summary: S, sections: [{heading: H, text: T}]}"),
    ("handout", "{title: T, summary: S, sections: []}"),
    ("handout", "{title: T, summary: S, sections: {heading: H, text: T}}"),
    ("handout", "{title: T, summary: S, sections: [{heading: H}]}"),
    ("handout", "{title: T, summary: S, sections: [{text: T}]}"),
    ("handout", "{title: T, summary: S, sectoins: [{heading: H, text: T}]}"),
    ("handout", "{title: T, summary: S, kind: drug, sections: [{heading: H, text: T}]}"),
    ("handout", "{title: T, summary: S, do: Rest, sections: [{heading: H, text: T}]}"),
    ("handout", "{title: T, summary: S, see_also: [a], sections: [{heading: H, text: T}]}"),
    ("handout", "{title: T, summary: S, sections: [{heading: H, blocks: []}]}"),
    ("handout", "{title: T, summary: S, sections: [{heading: H, id: A b, text: T}]}"),
    ("snippet", "{blocks: [text]}"),
    ("snippet", "{blocks: [{txet: T}]}"),
    ("snippet", "{blocks: [{id: a}]}"),
    ("snippet", "{blocks: [{text: T, steps: [S]}]}"),
    ("snippet", "{blocks: [{steps: S}]}"),
    ("snippet", "{blocks: [{steps: []}]}"),
    ("snippet", "{blocks: [{table: {caption: C, columns: [A]}}]}"),
    ("snippet", "{blocks: [{figure: {image: hands.svg}}]}"),
    ("snippet", "{blocks: [{callout: {kind: shout, text: T}}]}"),
    ("snippet", "{blocks: [{callout: {kind: tip}}]}"),
    ("snippet", "{blocks: [{write_in: {label: L, lines: 21}}]}"),
    ("snippet", "{blocks: [{write_in: {label: L, lines: two}}]}"),
    ("snippet", "{blocks: [{link: {url: example.org, label: L}}]}"),
    ("clinic", "{}"),
    ("clinic", "{name: C, format: 2}"),
    ("clinic", "{name: {english: C}}"),
    ("clinic", "{name: C, phones: {Nurse Line: {label: L, number: 5}}}"),
    ("clinic", "{name: C, phones: {nurse: {label: L}}}"),
    ("clinic", "{name: C, phones: {nurse: {label: L, number: ask me}}}"),
    ("clinic", "{name: C, phones: {nurse: {label: L, number: -5}}}"),
    ("clinic", "{name: C, phones: {nurse: {label: L, number: 5, always: perhaps}}}"),
    ("clinic", "{name: C, colors: {primary: blue}}"),
    ("clinic", "{name: C, paper: a5}"),
    ("clinic", "{name: C, editions: []}"),
    ("clinic", "{name: C, languages: [English]}"),
    ("glossary", "{en: [{word: W}]}"),
    ("glossary", "{English: [{word: W, meaning: M}]}"),
    ("topic", "{order: [a]}"),
    ("topic", "{title: T, booklet: {fold: {flip: sideways}}}"),
    ("topic", "{title: T, booklet: {fold: {creep: 1.5}}}"),
    ("topic", "{title: T, booklet: {fold: {creep: -0.1}}}"),
    ("topic", "{title: T, booklet: {fold: {creep: thin}}}"),
    ("set", "{title: T, handouts: []}"),
    ("packet", "{handouts: [A b]}"),
    ("packet", "{set: start, patient: Ana}"),
    ("packet", "{set: start, options: {numbering: none}}"),
    ("packet", "{set: start, options: {max_sheets: 0}}"),
    ("packet", "{set: start, append: [{title: T}]}"),
    ("approvals", "{version: 1}"),
    ("approvals", f"[{{version: 0, words: {DIGEST}, state: approved, on: 2026-01-02}}]"),
    ("approvals", f"[{{version: 1, words: {DIGEST}, state: approved, on: 2 January}}]"),
    ("approvals", "[{version: 1, words: abc, state: approved, on: 2026-01-02}]"),
]


@pytest.mark.parametrize(("kind", "text"), BROKEN)
def test_broken_content_is_refused(kind: str, text: str) -> None:
    assert find_faults(kind, text) != []


SCALARS = [
    ("handout", "title", st.text("0123456789.-+eExobrtufalsyn:/ ").filter(is_more_than_null)),
    ("handout", "title", st.from_regex(FLOAT, fullmatch=True)),
    ("topic", "department", st.from_regex(content.NAME_PATTERN, fullmatch=True)),
    ("topic", "department", st.from_regex(r"[0-9]e-?[0-9]", fullmatch=True)),
    ("clinic", "emergency", st.from_regex(r"[+*#]?[0-9][0-9 ()./+*#,-]*", fullmatch=True)),
    ("clinic", "default_language", st.from_regex(content.LANGUAGE_PATTERN, fullmatch=True)),
    ("topic", "booklet", st.from_regex("(?i)true|yes|on|t|y|1|false|no|off|f|n|0", fullmatch=True)),
]


@pytest.mark.parametrize(("kind", "key", "texts"), SCALARS)
@settings(max_examples=100, deadline=None)
@given(choice=st.data())
def test_no_unquoted_word_that_the_program_accepts_is_refused(
    kind: str, key: str, texts: st.SearchStrategy[str], choice: st.DataObject
) -> None:
    field = SHAPES[kind].model_fields[key].rebuild_annotation()
    typed = choice.draw(texts).strip()

    assert is_accepted_by_program(field, read_plain_as_program(typed))
    assert validator_of_key(kind, key).is_valid(read_plain_as_editor(typed))


@pytest.mark.parametrize("model", list(iter_models()), ids=lambda model: model.__name__)
def test_every_key_of_a_model_is_there_in_the_order_of_the_model(model: type[BaseModel]) -> None:
    found = [node for name, node in iter_definitions() if name == model.__name__]

    assert found
    for node in found:
        assert list(node["properties"]) == list(model.model_fields)
        assert node["additionalProperties"] is False
        assert node["description"] == inspect.getdoc(model)


@pytest.mark.parametrize("kind", KINDS)
def test_no_trace_of_the_library_is_left(kind: str) -> None:
    top, *inner = iter_schemas(json_schema(kind))
    used = set().union(top, *inner)

    assert used.isdisjoint({"const", "oneOf", "discriminator"})
    assert [node for node in inner if "title" in node] == []
    assert [node for node in inner if node.get("default", "") in (None, [], {})] == []


def test_only_the_digests_of_a_translation_have_free_keys() -> None:
    nodes = [node for kind in KINDS for node in iter_schemas(json_schema(kind))]
    free = [node for node in nodes if node.get("additionalProperties", False) is not False]

    assert free == [json_schema("handout")["$defs"]["Translation"]["properties"]["sections"]]


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_that_an_editor_inserts_are_valid(kind: str) -> None:
    schema = json_schema(kind)
    rest = {"$defs": schema.get("$defs", {})}
    with_default = [node for node in iter_schemas(schema) if "default" in node]

    for node in with_default:
        assert Draft202012Validator(node | rest).is_valid(node["default"])


@pytest.mark.parametrize(("key", "model"), list(content.BLOCK_MODELS.items()))
def test_key_of_a_block_is_described(key: str, model: type[BaseModel]) -> None:
    blocks = json_schema("snippet")["properties"]["blocks"]["items"]["anyOf"]
    block = json_schema("snippet")["$defs"][model.__name__]

    assert {"$ref": f"#/$defs/{model.__name__}"} in blocks
    assert block["properties"][key]["description"] == model.__doc__


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("handuot", "there is no schema 'handuot'; did you mean 'handout'?"),
        (
            "xyz",
            "there is no schema 'xyz'; use one of: approvals, changes, check, clinic, email, "
            "email-test, given, given-purge, given-reprint, given-syslog, given-verify, "
            "glossary, handout, manifest, outbox, outbox-block, outbox-purge, packet, packets, "
            "print, printers, report, set, signed, snippet, topic",
        ),
    ],
)
def test_unknown_kind_is_refused_with_the_nearest_one(kind: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        json_schema(kind)

    assert str(caught.value) == message
    assert caught.value.exit_code == ExitCode.USAGE
