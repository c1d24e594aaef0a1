"""Put in their place the values of a style sheet that no page changes: custom properties, products.

WeasyPrint works out `var()` and `calc()` anew for each element of each page; measured: an eighth of
the time that a handout takes. Reads no file and knows nothing of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import chain
from typing import Any

import tinycss2
from tinycss2.ast import Declaration, DimensionToken

Tokens = Sequence[Any]

# Rules that bring in declarations that are not seen here, or that change what a value means.
BLIND_RULES = ("import", "property", "layer")


def fix_values(sheets: Mapping[str, str], *, open_names: Set[str]) -> dict[str, str]:
    """Return style sheets, in the order in which they apply, with their fixed values in place.

    A custom property is fixed where `:root` alone gives it a value, and no other name that is not
    fixed stands in it. Names that start with `--` are in `open_names` when a page may give them
    another value. Lines stay where they are.
    """
    parsed = {name: tinycss2.parse_stylesheet(sheet) for name, sheet in sheets.items()}
    rules = list(chain.from_iterable(parsed.values()))
    if any(_is_blind(rule) for rule in rules):
        return dict(sheets)
    fixed = _find_fixed(rules, open_names)
    for rule in rules:
        if _has_block(rule):
            rule.content = _fix(rule.content, fixed, ())
    return {name: tinycss2.serialize(nodes) for name, nodes in parsed.items()}


# --- which are fixed ------------------------------------------------------------------------------


def _is_blind(rule: Any) -> bool:
    """Tell whether not all can be seen from here; what is broken is left to the renderer."""
    is_blind_rule = rule.type == "at-rule" and rule.lower_at_keyword in BLIND_RULES
    return rule.type == "error" or is_blind_rule


def _find_fixed(rules: Iterable[Any], open_names: Set[str]) -> dict[str, Tokens]:
    """Return the values of the custom properties that `:root` alone gives one; the last counts."""
    found, open_ = dict[str, Tokens](), set(open_names)
    for rule in rules:
        is_root = _is_root(rule)
        for declaration, is_direct in _list_declarations(rule):
            value = _strip(declaration.value)
            if is_root and is_direct and value and not declaration.important:
                found[declaration.name] = value
            else:
                open_.add(declaration.name)
    return _drop_open({name: value for name, value in found.items() if name not in open_})


def _drop_open(found: dict[str, Tokens]) -> dict[str, Tokens]:
    """Drop what names something that is not fixed: what that is, only an element knows."""
    while True:
        kept = {name: value for name, value in found.items() if _list_names(value) <= found.keys()}
        if len(kept) == len(found):
            return kept
        found = kept


def _list_names(tokens: Tokens) -> set[str]:
    """Return the custom properties that tokens name, at any depth."""
    names = set[str]()
    for token in tokens:
        if token.type == "ident" and token.value.startswith("--"):
            names.add(token.value)
        names |= _list_names(getattr(token, "arguments", getattr(token, "content", None)) or ())
    return names


def _is_root(rule: Any) -> bool:
    if rule.type != "qualified-rule":
        return False
    return str(tinycss2.serialize(rule.prelude)).strip() == ":root"


def _has_block(node: Any) -> bool:
    return getattr(node, "content", None) is not None


def _list_declarations(rule: Any) -> Iterator[tuple[Declaration, bool]]:
    """Yield what a rule, or one inside it, says of custom properties; True when it is itself."""
    if not _has_block(rule):
        return
    for node in tinycss2.parse_blocks_contents(rule.content):
        if node.type == "declaration" and node.name.startswith("--"):
            yield node, True
        yield from ((inner, False) for inner, _ in _list_declarations(node))


def _strip(tokens: Tokens) -> Tokens:
    """Return tokens without the space around them."""
    solid = [index for index, token in enumerate(tokens) if token.type != "whitespace"]
    return tokens[solid[0] : solid[-1] + 1] if solid else ()


# --- putting them in place ------------------------------------------------------------------------


def _fix(tokens: Tokens, fixed: Mapping[str, Tokens], seen: tuple[str, ...]) -> list[Any]:
    """Return tokens with fixed values in place; `seen` are the names that led here."""
    return [each for token in tokens for each in _fix_one(token, fixed, seen)]


def _fix_one(token: Any, fixed: Mapping[str, Tokens], seen: tuple[str, ...]) -> Tokens:
    name = _variable(token)
    if name in fixed and name not in seen:
        return _fix(fixed[name], fixed, (*seen, name))
    if token.type == "function":
        token.arguments = _fix(token.arguments, fixed, seen)
        return (_multiply(token) or token,)
    if _has_block(token):
        token.content = _fix(token.content, fixed, seen)
    return (token,)


def _variable(token: Any) -> str:
    """Return the name in `var(--name)`; "" for other tokens, and where a default is given."""
    if token.type != "function" or token.lower_name != "var":
        return ""
    arguments = _strip(token.arguments)
    return str(arguments[0].value) if len(arguments) == 1 else ""


def _multiply(token: Any) -> DimensionToken | None:
    """Return what `calc(length * number)` is, or nothing when a function says something else.

    A length below zero stays: where none is allowed, it means zero when it comes from `calc()`.
    """
    if token.lower_name != "calc":
        return None
    parts = [part for part in token.arguments if part.type != "whitespace"]
    if [part.type for part in parts] != ["dimension", "literal", "number"] or parts[1] != "*":
        return None
    length, _, number = parts
    value = Decimal(length.representation) * Decimal(number.representation)
    if value < 0:
        return None
    place = (token.source_line, token.source_column)
    return DimensionToken(*place, float(value), None, f"{value.normalize():f}", length.unit)
