"""The site map: one file, or several with an index where one cannot hold all."""

from __future__ import annotations

import gzip
import re

import pytest
from tests.support import read_corpus, source, write

from policy_digest.crawlers import sitemap
from policy_digest.pages import all_pages
from policy_digest.release import freeze
from policy_digest.site import Site

SITE = Site("https://example.org/digest/")
START = '<?xml version="1.0" encoding="UTF-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


@pytest.fixture
def pages(corpus):
    """A digest of a text that was released and one that was not, and all addresses."""
    folder = corpus({"a.md": source()})
    freeze(read_corpus(folder)[0], [], "2026-01-01")
    write(folder, {"b&c.md": source()})
    digest, _ = read_corpus(folder)
    return digest, [page.url for page in all_pages(digest)]


def made(pages, **limits):
    files = dict(sitemap(pages[0], SITE, pages[1], **limits))
    assert [name for name in files if name.endswith(".gz")] == [f"{name}.gz" for name in files if name.endswith("l")]
    assert all(gzip.decompress(data) == files[name[:-3]] for name, data in files.items() if name.endswith(".gz"))
    return {name: data.decode() for name, data in files.items() if name.endswith("l")}


def test_a_site_map_is_one_file_with_the_days_of_releases(pages):
    for limits in ({}, {"most": len(pages[1])}):
        files = made(pages, **limits)
        assert [*files] == ["sitemap.xml"]
        assert files["sitemap.xml"].startswith(START.format("urlset") + "<url><loc>https://example.org/digest/")
        assert files["sitemap.xml"].endswith("</url>\n</urlset>\n")
        assert files["sitemap.xml"].count("<url>") == len(pages[1])
        assert (
            "\n<url><loc>https://example.org/digest/sources/a/</loc><lastmod>2026-01-01</lastmod></url>\n"
            in files["sitemap.xml"]
        )
        assert "\n<url><loc>https://example.org/digest/sources/b%26c/</loc></url>\n" in files["sitemap.xml"]


def test_a_packed_site_map_begins_with_the_same_bytes_on_any_day_and_with_any_python(pages):
    packed = dict(sitemap(pages[0], SITE, pages[1]))["sitemap.xml.gz"]
    assert packed.startswith(b"\x1f\x8b\x08\0" + b"\0\0\0\0" + b"\x02\x03")  # RFC 1952: no time, most packed, Unix


@pytest.mark.parametrize("limits", [{"most": 4}, {"size": 400}])
def test_a_site_map_that_would_be_too_long_is_an_index_of_several(pages, limits):
    [(_, whole)] = made(pages).items()
    files = made(pages, **limits)
    index = files.pop("sitemap.xml")
    names = [f"sitemap-{number}.xml" for number in range(1, len(files) + 1)]
    assert ([*files], len(files) > 1) == (names, True)
    lines = "".join(f"<sitemap><loc>https://example.org/digest/{name}</loc></sitemap>\n" for name in names)
    assert index == f"{START.format('sitemapindex')}{lines}</sitemapindex>\n"
    urls = re.compile(r"<url>.+?</url>")
    assert [url for data in files.values() for url in urls.findall(data)] == urls.findall(whole)
    for data in files.values():
        assert data.startswith(START.format("urlset"))
        assert data.count("<url>") <= limits.get("most", 50_000)
        assert len(data) <= limits.get("size", 50 << 20)
