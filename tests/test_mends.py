from __future__ import annotations

import pytest

from policy_digest_mkdocs.mends import with_whole_options


@pytest.mark.parametrize(
    ("code", "whole"),
    [
        ("digest new --sources FOLDER -n 2", ["--sources", "-n"]),
        ("---", ["---"]),
        ("a-b 2019-05 &lt;!-- x --&gt;", []),
    ],
)
def test_what_begins_with_hyphens_is_kept_in_one_piece(code, whole):
    kept = code
    for one in whole:
        kept = kept.replace(one, f'<span class="pd-option">{one}</span>')
    assert with_whole_options(f"<p>--not code <code>{code}</code></p>") == f"<p>--not code <code>{kept}</code></p>"
