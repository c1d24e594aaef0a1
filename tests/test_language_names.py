import pytest

from handoutpress.validate.language_names import name_language


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("es", "Spanish (es)"),
        ("zh-Hans", "Chinese (Simplified) (zh-Hans)"),
        ("pt-BR", "Portuguese (Brazil) (pt-BR)"),
        ("xx", "'xx'"),
        ("not a tag", "'not a tag'"),
    ],
)
def test_language_has_its_english_name_and_its_tag(tag: str, name: str) -> None:
    assert name_language(tag) == name
