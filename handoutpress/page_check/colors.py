"""Compare colours as eyes do, and as a black and white printer draws them.

Knows no page.

Source: WCAG 2.2, definitions of relative luminance and contrast ratio; ITU-R BT.601 (luma).
"""

from __future__ import annotations

from functools import lru_cache

from handoutpress.page_check.values import Color


@lru_cache(maxsize=4096)
def get_contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_get_luminance(one), _get_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _get_luminance(color: Color) -> float:
    channels = (value / 255 for value in color)
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def to_grey(color: Color) -> Color:
    """Return a colour as a black and white printer draws it."""
    grey = round(0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2])
    return grey, grey, grey


def blend(above: Color, below: Color, opacity: float) -> Color:
    """Return what is seen of a colour, more or less opaque, over another one."""
    if opacity >= 1:
        return above
    red, green, blue = (
        round(upper * opacity + lower * (1 - opacity))
        for upper, lower in zip(above, below, strict=True)
    )
    return red, green, blue


def name_color(color: Color) -> str:
    """Return a colour as a style sheet writes it: "#00274c"."""
    return "#{:02x}{:02x}{:02x}".format(*color)
