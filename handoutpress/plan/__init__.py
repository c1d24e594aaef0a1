"""What must be made, and why: which handouts, languages and editions, and what changed for each.

Pure: knows no files and makes nothing; compares digests of content, never times.
"""

from handoutpress.plan.decisions import INPUT_REASONS, Known, find_reasons, is_confirmable
from handoutpress.plan.inputs import (
    References,
    World,
    digest_edition,
    digest_files,
    digest_groups,
    digest_page,
    digest_strings,
    digest_templates,
    digest_web,
    is_changed,
    output_groups,
)
from handoutpress.plan.selection import Names, Request, Selection, select
from handoutpress.plan.volumes import (
    Volume,
    describe_members,
    digest_volume,
    find_wanting,
    list_volumes,
)

__all__ = [
    "INPUT_REASONS",
    "Known",
    "Names",
    "References",
    "Request",
    "Selection",
    "Volume",
    "World",
    "describe_members",
    "digest_edition",
    "digest_files",
    "digest_groups",
    "digest_page",
    "digest_strings",
    "digest_templates",
    "digest_volume",
    "digest_web",
    "find_reasons",
    "find_wanting",
    "is_changed",
    "is_confirmable",
    "list_volumes",
    "output_groups",
    "select",
]
