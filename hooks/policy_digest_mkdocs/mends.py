"""What is mended in the HTML that MkDocs and Material make."""

from __future__ import annotations

import re

_CODE = re.compile("(?<!</span>)<code>[^<]*</code>")
"""Code within a sentence; that of a block follows a `<span>`."""
_OPTION = re.compile(r"(?<![\w-])(?:--?[a-z][\w-]*|---)")
"""An option of a command, or the line around fields, behind each of whose hyphens a line would break."""
_SKIP_LINK = re.compile(r'(<div data-md-component="skip">).*?(</div>)', re.DOTALL)


def with_whole_options(html: str) -> str:
    """The content of a page, with options of commands kept in one piece."""
    return _CODE.sub(lambda code: _OPTION.sub(r'<span class="pd-option">\g<0></span>', code[0]), html)


def with_quiet_permalinks(html: str) -> str:
    """The content of a page, whose headings a screen reader reads without the sign that links to each of them.

    The keyboard passes these links by: the list of contents has the same ones.
    """
    return html.replace('<a class="headerlink" ', '<a class="headerlink" aria-hidden="true" tabindex="-1" ')


def with_valid_frame(output: str) -> str:
    """A page, with what of Material's frame is no valid HTML mended, and the link that skips the header.

    Not valid are an empty `tabindex`, `autocomplete` on a box to check, and a label of a box that is not there.
    """
    output = _SKIP_LINK.sub(r'\1<a href="#pd-content" class="md-skip">Skip to content</a>\2', output, count=1)
    output = output.replace(' tabindex=""', "").replace('" autocomplete="off">', '">')
    return output if 'id="__toc"' in output else output.replace(' for="__toc"', "")
