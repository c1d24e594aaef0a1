"""Style sheets with their fixed values in place."""

from __future__ import annotations

import pytest

from handoutpress.render.fixed_values import fix_values

ROOT_RULE = ':root { --unit: 2mm; --ink: #111; --faces: "A", "B" }\n'


def fix(rule: str, root: str = ROOT_RULE, *open_names: str) -> str:
    """Return a rule with its fixed values in place."""
    fixed = fix_values({"a": root + rule}, open_names={*open_names})["a"]
    return fixed.partition("\n")[2]


@pytest.mark.parametrize(
    ("value", "fixed"),
    [
        ("var(--unit)", "2mm"),
        ("0 var( --unit ) 0 var(--unit)", "0 2mm 0 2mm"),
        ("1pt solid var(--ink)", "1pt solid #111"),
        ("var(--faces), serif", '"A", "B", serif'),
        ("calc(var(--unit) * 3.5)", "7mm"),
        ("calc(1em*10)", "10em"),
        ("calc(var(--unit) * 0.25) 3px", "0.5mm 3px"),
        ("rotate(calc(10deg * 2))", "rotate(20deg)"),
    ],
)
def test_a_fixed_value_stands_in_its_place(value: str, fixed: str) -> None:
    assert fix(f"p {{ a: {value} }}") == f"p {{ a: {fixed} }}"


@pytest.mark.parametrize(
    "value",
    [
        "var(--unknown)",
        "var(--ink, red)",
        '"var(--ink)"',
        "url(var--ink)",
        "calc(1em + 2px)",
        "calc(2 * 3)",
        "calc(50% * 2)",
        "max(1em * 2)",
        "calc(1em * -2)",
    ],
)
def test_what_is_not_known_or_means_something_else_stays(value: str) -> None:
    assert fix(f"p {{ a: {value} }}") == f"p {{ a: {value} }}"


def test_values_are_put_into_pages_media_and_other_values() -> None:
    root = ":root { --one: 1mm; --two: calc(var(--one) * 2) }\n"
    rules = "@page { margin: var(--two) }\n@media print { p { margin: var(--one) } }"

    sheet = fix_values({"a": root + rules}, open_names=set())["a"]

    assert sheet == (
        ":root { --one: 1mm; --two: 2mm }\n"
        "@page { margin: 2mm }\n@media print { p { margin: 1mm } }"
    )


def test_the_last_sheet_that_gives_a_value_counts_for_all() -> None:
    sheets = {
        "a": ":root { --size: 12pt } p { font-size: var(--size) }",
        "b": ":root { --size: 18pt }",
    }

    assert fix_values(sheets, open_names=set())["a"].endswith("p { font-size: 18pt }")


@pytest.mark.parametrize(
    "elsewhere",
    [
        ".small { --unit: 1mm }",
        "html { --unit: 1mm }",
        ":root, p { --unit: 1mm }",
        ":root { --unit: 1mm !important }",
        ":root { --unit: }",
        "@media print { :root { --unit: 1mm } }",
        ".small { p { --unit: 1mm } }",
        ":root { p { --unit: 1mm } }",
        ":root { & p { --unit: 1mm } }",
        ":root { @media print { --unit: 1mm } }",
        "@page { --unit: 1mm }",
        "@import 'b.css';",
        "@layer a { p { color: red } }",
        "@property --unit { inherits: false }",
    ],
)
def test_what_other_rules_may_change_stays(elsewhere: str) -> None:
    rule = f"{elsewhere} p {{ margin: var(--unit) }}"

    assert fix(rule) == rule


def test_what_a_page_may_change_stays() -> None:
    assert fix("p { a: var(--unit) var(--ink) }", ROOT_RULE, "--unit") == (
        "p { a: var(--unit) #111 }"
    )


@pytest.mark.parametrize("open_value", ["var(--unit)", "1mm + var( --unit )", "[var(--unit)]"])
def test_a_value_that_names_what_others_may_change_stays(open_value: str) -> None:
    root = f":root {{ --unit: 2mm; --edge: {open_value}; --more: var(--edge) }}\n"
    rule = ".small { --unit: 1mm } p { a: var(--edge) var(--more) var(--unit) }"

    assert fix(rule, root) == rule
    assert fix("p { a: var(--unknown) var(--b) }", ":root { --b: var(--unknown) }\n") == (
        "p { a: var(--unknown) var(--b) }"
    )


def test_a_value_that_names_itself_ends() -> None:
    assert fix("p { a: var(--b) }", ":root { --b: var(--c); --c: var(--b) }\n") == (
        "p { a: var(--b) }"
    )


def test_lines_and_remarks_stay_where_they_are() -> None:
    sheet = "/* one\n   two */\n:root {\n  --a: 1mm;\n}\n\np { margin: var(--a) } /* three */\n"

    assert fix_values({"a": sheet}, open_names=set())["a"] == sheet.replace("var(--a)", "1mm")


def test_a_broken_sheet_is_left_as_it_is() -> None:
    sheet = ":root { --a: 1mm } p { margin: var(--a) } }}} q"

    assert fix_values({"a": sheet}, open_names=set()) == {"a": sheet}
