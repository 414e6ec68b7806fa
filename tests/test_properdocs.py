"""The fork that takes MkDocs' place makes the same site from the same hook."""

from __future__ import annotations

import re

from tests.support import ROOT, build, tree

SIGNATURE = re.compile(rb'<meta name="generator" content="[^"]*">')


def test_properdocs_builds_the_same_site(site, tmp_path):
    built = build(ROOT / "sources", tmp_path / "site", tool="properdocs", strict=True)
    assert built.code == 0, built.messages
    ours, theirs = (
        {name: SIGNATURE.sub(b"", content) for name, content in tree(path).items()} for path in (site.path, built.path)
    )
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_properdocs_refuses_a_faulty_corpus_too(corpus, tmp_path):
    failed = build(corpus({"bare.md": "Only words.\n"}), tmp_path / "site", tool="properdocs")
    assert (failed.code, "Traceback" in failed.messages) == (1, False)
    assert "sources/bare.md:1: has no front matter." in failed.messages
    assert not failed.path.exists()
