"""IPP messages, from values to bytes and back.

Pure: reaches no printer, and knows no meaning of an attribute.
Source: RFC 8010 (encoding), sections 3.1 to 3.9.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

MOST_VALUE_BYTES = 0x7FFF  # Source: RFC 8010, 3.1.4: a length is SIGNED-SHORT
DEEPEST = 8  # collections within collections; media-col, the deepest that printers tell, has 2
VERSION = (2, 0)  # Source: PWG 5100.12; printers of version 1.1 answer it as 1.1


class GroupTag(IntEnum):
    """What a group of attributes is about. Source: RFC 8010, 3.5.1."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


FIRST_VALUE_TAG = 0x10  # below are groups


class Tag(IntEnum):
    """How a value is written. Source: RFC 8010, 3.5.2; RFC 3380 for the two last of out-of-band."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


class MessageError(ValueError):
    """What came back is no IPP; the message says why, and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from `lower` to `upper`, both included."""

    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name, and one or more values of one kind.

    A tuple of attributes is a collection; None is "no value", "unknown" or "unsupported".
    """

    name: str
    tag: Tag
    values: tuple[int | bool | str | bytes | Range | tuple[Attribute, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes of an operation, a printer or a job."""

    tag: GroupTag
    attributes: tuple[Attribute, ...]

    def values(self, name: str) -> tuple[object, ...]:
        """Return the values of an attribute; none where it is not there or has no value."""
        for attribute in self.attributes:
            if attribute.name == name:
                return tuple(value for value in attribute.values if value is not None)
        return ()

    def words(self, name: str) -> tuple[str, ...]:
        """Return the values of an attribute that are text."""
        return tuple(value for value in self.values(name) if isinstance(value, str))

    def word(self, name: str) -> str:
        """Return the first text of an attribute, or ""."""
        return next(iter(self.words(name)), "")

    def number(self, name: str) -> int | None:
        """Return the first number of an attribute, if there is one."""
        return next((value for value in self.values(name) if type(value) is int), None)

    def is_true(self, name: str) -> bool:
        """Tell whether an attribute is there, and true."""
        return next(iter(self.values(name)), False) is True


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a response; `code` is the operation, or the status."""

    code: int
    request_id: int
    groups: tuple[Group, ...]
    version: tuple[int, int] = field(default=VERSION)

    def group(self, tag: GroupTag) -> Group:
        """Return the first group of a kind; an empty one where there is none."""
        return next((group for group in self.groups if group.tag is tag), Group(tag, ()))

    def all_groups(self, tag: GroupTag) -> tuple[Group, ...]:
        """Return all groups of a kind: one for each printer, or each job."""
        return tuple(group for group in self.groups if group.tag is tag)


# --- values to bytes ------------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """Return the bytes of a message; those of a document follow them as they are."""
    head = struct.pack(">BBHi", *message.version, message.code, message.request_id)
    groups = b"".join(_encode_group(group) for group in message.groups)
    return head + groups + bytes([GroupTag.END])


def _encode_group(group: Group) -> bytes:
    return bytes([group.tag]) + b"".join(map(_encode_attribute, group.attributes))


def _encode_attribute(attribute: Attribute) -> bytes:
    """Write the name with the first value, and an empty one with those that follow."""
    name, written = attribute.name, b""
    for value in attribute.values:
        written += _encode_value(name, attribute.tag, value)
        name = ""
    return written


def _encode_value(name: str, tag: Tag, value: object) -> bytes:
    if tag is Tag.BEGIN_COLLECTION:
        assert isinstance(value, tuple)
        members = b"".join(map(_encode_member, value))
        return _write(tag, name, b"") + members + _write(Tag.END_COLLECTION, "", b"")
    return _write(tag, name, _pack(value))


def _encode_member(member: Attribute) -> bytes:
    """Write a member: its name is a value of its own. Source: RFC 8010, 3.1.6."""
    name = _write(Tag.MEMBER_NAME, "", member.name.encode())
    return name + b"".join(_encode_value("", member.tag, value) for value in member.values)


def _pack(value: object) -> bytes:
    match value:
        case None:
            return b""
        case bool():
            return bytes([value])
        case int():
            return struct.pack(">i", value)
        case Range(lower, upper):
            return struct.pack(">ii", lower, upper)
        case str():
            return value.encode()
        case bytes():
            return value
    raise TypeError(f"IPP has no value of type {type(value).__name__}")


def _write(tag: Tag, name: str, value: bytes) -> bytes:
    if len(value) > MOST_VALUE_BYTES:
        raise ValueError("a value is longer than IPP can write")
    label = name.encode()
    return struct.pack(">BH", tag, len(label)) + label + struct.pack(">H", len(value)) + value


# --- bytes to values ------------------------------------------------------------------------------


def decode(content: bytes) -> Message:
    """Return the message that a printer sent.

    Raises:
        MessageError: it is cut off, or no IPP.
    """
    try:
        major, minor, code, request_id = struct.unpack_from(">BBHi", content)
        groups = tuple(_read_groups(_Reader(content, 8)))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise MessageError("the answer is cut off or damaged") from error
    return Message(code, request_id, groups, (major, minor))


class _Reader:
    """Reads on through the bytes of a message."""

    def __init__(self, content: bytes, place: int) -> None:
        self._content, self._place = content, place

    def peek(self) -> int:
        return self._content[self._place]

    def skip(self) -> int:
        self._place += 1
        return self._content[self._place - 1]

    def item(self) -> tuple[int, str, bytes]:
        """Return tag, name and value of what stands here."""
        return self.skip(), self._chunk().decode(), self._chunk()

    def _chunk(self) -> bytes:
        (length,) = struct.unpack_from(">H", self._content, self._place)
        start = self._place + 2
        self._place = start + length
        if self._place > len(self._content):
            raise IndexError
        return self._content[start : self._place]


def _read_groups(reader: _Reader) -> Iterator[Group]:
    while (number := reader.skip()) != GroupTag.END:
        attributes = _gather(_read_items(reader))
        if number in GroupTag.__members__.values():  # subscriptions and others are passed over
            yield Group(GroupTag(number), attributes)


def _read_items(reader: _Reader) -> Iterator[tuple[str, int, object]]:
    while reader.peek() >= FIRST_VALUE_TAG:
        tag, name, value = reader.item()
        if tag == Tag.BEGIN_COLLECTION:
            yield name, tag, _read_collection(reader, 1)
        else:
            yield name, tag, _read_value(tag, value)


def _read_collection(reader: _Reader, depth: int) -> tuple[Attribute, ...]:
    """Return the members of a collection whose beginning was read."""
    if depth > DEEPEST:
        raise MessageError("the answer holds too many lists within lists")
    items: list[tuple[str, int, object]] = []
    name = ""
    while True:
        tag, _, value = reader.item()
        if tag == Tag.END_COLLECTION:
            return _gather(iter(items))
        if tag == Tag.MEMBER_NAME:
            name = value.decode()
            continue
        is_inner = tag == Tag.BEGIN_COLLECTION
        read = _read_collection(reader, depth + 1) if is_inner else _read_value(tag, value)
        items.append((name, tag, read))
        name = ""


def _gather(items: Iterator[tuple[str, int, object]]) -> tuple[Attribute, ...]:
    """Put values without a name to the attribute before them."""
    gathered: list[tuple[str, int, list[object]]] = []
    for name, tag, value in items:
        if name:
            gathered.append((name, tag, [value]))
        elif gathered:
            gathered[-1][2].append(value)
        else:
            raise MessageError("the answer begins with a value without a name")
    known = {int(tag): tag for tag in Tag}
    return tuple(
        Attribute(name, known.get(tag, Tag.OCTETS), tuple(values))  # type: ignore[arg-type]
        for name, tag, values in gathered
    )


def _read_value(tag: int, value: bytes) -> object:
    """Return a value; as bytes, where nothing here needs to know more of it."""
    if tag < Tag.INTEGER:
        return None
    if tag in (Tag.INTEGER, Tag.ENUM):
        return int(struct.unpack(">i", value)[0])
    if tag == Tag.BOOLEAN:
        return value[0] != 0
    if tag == Tag.RANGE:
        return Range(*struct.unpack(">ii", value))
    if tag in (Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE):
        return _read_localized(value)
    if tag >= Tag.TEXT:
        return value.decode(errors="replace")  # some printers write Latin-1
    return value


def _read_localized(value: bytes) -> str:
    """Return the text without its language. Source: RFC 8010, 3.9, table 7."""
    (length,) = struct.unpack_from(">H", value)
    (size,) = struct.unpack_from(">H", value, 2 + length)
    return value[4 + length : 4 + length + size].decode(errors="replace")
