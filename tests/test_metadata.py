"""What a page says of itself to machines, as they read it from a built site."""

from __future__ import annotations

import json
from urllib.parse import urljoin

import extruct
import pytest
from tests.support import Site, build, source, vocabulary, write

URL = "https://example.org/digest/"
UNESCO = "United Nations Educational, Scientific and Cultural Organization"
CONCEPT = "http://vocabularies.unesco.org/thesaurus/concept25"
HOSTILE = "\"Quotes\" 'single' </script><script>alert(1)</script> & <b>bold</b> \\u003c"
FILES = {
    "plain.md": source(
        "One.\n\nTwo.",
        title="Plan to support teachers",
        date="2018-03-20",
        issuer=["unesco", "moe"],
        theme="teachers",
        kind="plan",
        language="en",
        summary="A summary of ours.",
        rights="Shown under CC BY 4.0, https://creativecommons.org/licenses/by/4.0/.",
        url="https://www.example.com/café.html",
        annotations=[{"quote": "One", "event": "meeting", "document": "law"}, {"quote": "Two", "term": "school"}],
    ),
    "hostile.md": source(title=HOSTILE, date="2023-09~", issuer="hostile", summary=HOSTILE, kind="notice"),
    "news.md": source(
        title="News",
        date="2023-12-28",
        author=["Su Jiming", "王小明"],
        publisher="daily",
        published_in="Daily, pages 7–9",
        kind="article",
        language="en",
        translation={"from": "zh", "by": "machine"},
    ),
    "undated.md": source(title="Undated", issuer="moe", kind="speech", language="zh"),
    "far.md": source(title="Far", date="Y12023", issuer="moe", kind="notice"),
    "bc.md": source(title="Old", date="-0100", issuer="moe", kind="notice"),
    "span.md": source(
        title="Span",
        date="2018/2020",
        issuer="moe",
        kind="law",
        rights="依据 CC BY 4.0（https://creativecommons.org/licenses/by/4.0/）。",
    ),
    **vocabulary(
        issuers={
            "unesco": {"label": UNESCO, "short": "UNESCO", "url": "https://www.unesco.org/"},
            "moe": {"label": "Ministry of Education", "original": "教育部"},
            "daily": {"label": "Daily", "kind": "newspaper"},
            "hostile": {"label": HOSTILE},
        },
        themes={"teachers": {"label": "Teachers", "definition": "Those who teach.", "exact_match": CONCEPT}},
        packs={"two": {"label": "Two texts", "sources": ["far", "bc"]}},
        events={
            "meeting": {"label": "A meeting", "date": "2017-05-01", "place": "Paris"},
            "fair": {"label": "A fair", "date": "2017-05-03/2017-05-04"},
            "spring": {"label": "A spring", "date": "2017-05-03/2017-06"},
        },
        documents={"law": {"label": "A law", "date": "2016~", "issuer": "moe", "original": "法"}},
        terms={"school": {"label": "School", "original": "学校", "definition": "A place to learn."}},
    ),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("metadata")
    done = build(write(folder / "sources", FILES), folder / "site")
    assert done.code == 0, done.messages
    return Site(done.path)


def names(site: Site, url: str) -> dict[str, list[str]]:
    """The named fields of a page's head."""
    found: dict[str, list[str]] = {}
    for meta in site.page(url).iterfind(".//head/meta"):
        name = meta.get("name") or meta.get("property")
        if name:
            found.setdefault(name, []).append(meta.get("content"))
    return found


def links(site: Site, url: str) -> dict[str, list[str]]:
    """The links of a page's head by relation, in full."""
    found: dict[str, list[str]] = {}
    for link in site.page(url).iterfind(".//head/link"):
        found.setdefault(link.get("rel"), []).append(urljoin(URL + url, link.get("href")))
    return found


def read(site: Site, url: str) -> dict:
    return extruct.extract(site.html(url), base_url=URL + url, syntaxes=["json-ld", "opengraph", "dublincore"])


def data(site: Site, url: str) -> dict:
    [found] = read(site, url)["json-ld"]
    return found


def test_a_text_is_read_by_others(site):
    url = "sources/plain/"
    found = read(site, url)
    [work] = found["json-ld"]
    assert work["@type"] == "Report"
    assert work["@id"] == work["url"] == URL + url
    assert work["name"] == "Plan to support teachers"
    assert work["datePublished"] == "2018-03-20"
    assert [body["name"] for body in work["author"]] == [UNESCO, "Ministry of Education"]
    assert {body["@type"] for body in work["author"]} == {"Organization"}
    assert work["about"] == [{"@type": "DefinedTerm", "@id": f"{URL}themes/teachers/", "name": "Teachers"}]
    assert [(item["@type"], item["name"], item.get("startDate")) for item in work["mentions"]] == [
        ("Event", "A meeting", "2017-05-01"),
        ("CreativeWork", "A law", None),
    ]
    assert work["license"] == "https://creativecommons.org/licenses/by/4.0/"
    [graph] = found["opengraph"]
    assert dict(graph["properties"]) == {
        "og:title": "Plan to support teachers",
        "og:url": URL + url,
        "og:type": "article",
        "og:site_name": "Policy Digest",
        "og:description": "A summary of ours.",
        "article:published_time": "2018-03-20",
        "article:tag": "Teachers",
    }
    [core] = found["dublincore"]
    terms = {one["name"].partition(".")[2]: one["content"] for one in core["elements"] + core["terms"] if "name" in one}
    assert terms["title"] == "Plan to support teachers"
    assert terms["issued"] == "2018-03-20"
    assert terms["identifier"] == URL + url


def test_highwire_names_bodies_whole(site):
    found = names(site, "sources/plain/")
    assert found["citation_title"] == ["Plan to support teachers"]
    assert found["citation_author"] == [UNESCO, "Ministry of Education"]
    assert found["citation_technical_report_institution"] == [UNESCO, "Ministry of Education"]
    assert found["citation_publication_date"] == ["2018/03/20"]
    assert found["citation_public_url"] == [f"{URL}sources/plain/"]
    assert found["citation_language"] == ["en"]
    assert found["citation_keywords"] == ["Teachers"]
    assert found["DC.type"] == ["report"]


@pytest.mark.parametrize(
    ("one", "highwire", "published"),
    [
        ("plain", ["2018/03/20"], "2018-03-20"),
        ("hostile", ["2023"], "2023"),
        ("undated", None, None),
        ("span", None, None),
        ("far", None, None),
        ("bc", None, None),
    ],
)
def test_a_date_claims_no_more_than_is_known(site, one, highwire, published):
    url = f"sources/{one}/"
    assert names(site, url).get("citation_publication_date") == highwire
    assert names(site, url).get("dcterms.issued") == (published and [published])
    assert data(site, url).get("datePublished") == published
    assert ("article:published_time" in names(site, url)) == (published == "2018-03-20")


def test_people_are_people_and_the_newspaper_is_the_publisher(site):
    work = data(site, "sources/news/")
    assert work["@type"] == "NewsArticle"
    assert work["author"] == [{"@type": "Person", "name": "Su Jiming"}, {"@type": "Person", "name": "王小明"}]
    assert [body["name"] for body in work["publisher"]] == ["Daily"]
    assert work["translationOfWork"] == {"@type": "CreativeWork", "inLanguage": "zh"}
    head = names(site, "sources/news/")
    assert head["citation_journal_title"] == ["Daily"]
    assert (head["citation_firstpage"], head["citation_lastpage"]) == (["7"], ["9"])


def test_a_law_is_legislation(site):
    work = data(site, "sources/span/")
    assert work["@type"] == "Legislation"
    assert [body["name"] for body in work["legislationPassedBy"]] == ["Ministry of Education"]


def test_the_address_of_a_licence_ends_before_chinese_punctuation(site):
    assert data(site, "sources/span/")["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_hostile_words_stay_words(site):
    url = "sources/hostile/"
    assert data(site, url)["name"] == HOSTILE
    assert data(site, url)["author"][0]["name"] == HOSTILE
    assert names(site, url)["citation_title"] == [HOSTILE]
    assert names(site, url)["og:description"] == [HOSTILE]
    assert "<script>alert(1)" not in site.html(url)
    assert data(site, "issuers/hostile/")["mainEntity"]["name"] == HOSTILE


def test_signposts_of_a_text(site):
    url = "sources/plain/"
    found = links(site, url)
    assert found["canonical"] == found["cite-as"] == [URL + url]
    files = ("cite.bib", "cite.ris", "cite.csl.json", "annotations.jsonld")
    assert found["describedby"] == [f"{URL}{url}{name}" for name in files]
    assert found["item"] == [f"{URL}{url}text.txt"]
    assert found["linkset"] == [f"{URL}{url}linkset.json"]
    assert found["type"] == ["https://schema.org/AboutPage", "https://schema.org/Report"]
    assert found["author"] == [f"{URL}issuers/unesco/", f"{URL}issuers/moe/"]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert found["collection"] == found["up"] == [f"{URL}sources/"]
    assert found["related"] == ["https://www.example.com/caf%C3%A9.html"]


def test_links_of_a_head_stay_within_the_site(site):
    for link in site.page("sources/plain/").iterfind(".//head/link"):
        if link.get("rel") not in {"canonical", "cite-as"} and link.get("href").startswith("http"):
            assert not link.get("href").startswith(URL)


def test_the_linkset_says_what_the_head_says(site):
    url = "sources/plain/"
    [here, *back] = json.loads((site.path / url / "linkset.json").read_text("utf-8"))["linkset"]
    assert here.pop("anchor") == URL + url
    head = links(site, url)
    assert {rel: [one["href"] for one in found] for rel, found in here.items()} == {rel: head[rel] for rel in here}
    assert {one["anchor"] for one in back} == {*head["describedby"], *head["item"]}


def test_all_files_beside_a_text_are_in_its_linkset_and_on_its_page(site):
    for url in (url for url in site.urls if (site.path / url / "cite.bib").is_file()):
        beside = {f"{URL}{url}{file.name}" for file in (site.path / url).iterdir()} - {f"{URL}{url}index.html"}
        [here, *_] = json.loads((site.path / url / "linkset.json").read_text("utf-8"))["linkset"]
        listed = {one["href"] for rel in ("describedby", "item") for one in here[rel]}
        assert listed == beside - {f"{URL}{url}linkset.json"}
        shown = site.page(url).iterfind(".//p[@class='pd-downloads']/a")
        assert {f"{URL}{url}{link.get('href')}" for link in shown} == listed


def test_a_linkset_has_addresses_of_ascii_and_the_types_of_the_head(site):
    url = "sources/plain/"
    found = (site.path / url / "linkset.json").read_text("utf-8")
    assert found.isascii()
    types = {link.get("href"): link.get("type") for link in site.page(url).iterfind(".//head/link[@rel='describedby']")}
    assert types["annotations.jsonld"] == 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"'
    assert {
        one["href"].rpartition("/")[2]: one["type"] for one in json.loads(found)["linkset"][0]["describedby"]
    } == types


def test_every_signpost_leads_to_a_file(site):
    for url in site.urls:
        for rel in ("describedby", "item", "linkset", "collection", "up", "author"):
            for target in links(site, url).get(rel, []):
                path = site.path / target.removeprefix(URL)
                assert (path / "index.html" if target.endswith("/") else path).is_file(), (url, rel, target)


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("themes/teachers/", "DefinedTerm", "Teachers"),
        ("terms/school/", "DefinedTerm", "School"),
        ("events/meeting/", "Event", "A meeting"),
        ("documents/law/", "CreativeWork", "A law"),
        ("issuers/unesco/", "Organization", UNESCO),
        ("data/", "Dataset", "Data"),
    ],
)
def test_a_page_of_one_thing_says_what_it_is(site, url, kind, name):
    page = data(site, url)
    assert (page["mainEntity"]["@type"], page["mainEntity"]["name"]) == (kind, name)
    assert page["mainEntity"]["url"] == URL + url


def test_a_theme_names_the_same_concept_elsewhere(site):
    assert data(site, "themes/teachers/")["mainEntity"]["sameAs"] == CONCEPT


def test_a_body_has_one_id_wherever_it_is_named(site):
    text, law = data(site, "sources/plain/"), data(site, "documents/law/")["mainEntity"]
    assert law["author"] == [body for body in text["author"] if body["name"] == "Ministry of Education"]
    assert law["author"][0]["@id"] == data(site, "issuers/moe/")["mainEntity"]["@id"]


@pytest.mark.parametrize(("event", "days"), [("fair", ("2017-05-03", "2017-05-04")), ("spring", (None, None))])
def test_an_event_of_several_days_has_its_first_and_its_last_where_they_are_known(site, event, days):
    event = data(site, f"events/{event}/")["mainEntity"]
    assert (event.get("startDate"), event.get("endDate")) == days


def test_an_event_has_its_day_and_place(site):
    event = data(site, "events/meeting/")["mainEntity"]
    assert (event["startDate"], event["location"]["name"]) == ("2017-05-01", "Paris")
    assert [text["url"] for text in event["subjectOf"]] == [f"{URL}sources/plain/"]


def test_an_uncertain_document_has_no_date(site):
    assert "datePublished" not in data(site, "documents/law/")["mainEntity"]


@pytest.mark.parametrize(
    "url",
    [
        "sources/",
        "themes/",
        "chronology/",
        "events/",
        "documents/",
        "terms/",
        "issuers/",
        "quality/",
        "packs/",
        "packs/two/",
        "chronology/2018/",
    ],
)
def test_a_list_describes_what_it_lists(site, url):
    page = data(site, url)
    assert page["@type"] == "CollectionPage"
    listed = page["mainEntity"]["itemListElement"]
    assert page["mainEntity"]["numberOfItems"] == len(listed) > 0
    assert [one["position"] for one in listed] == list(range(1, len(listed) + 1))
    targets = {f"{URL}{target}" for target in site.links(url)}
    assert {one["item"]["url"] for one in listed} <= targets


def test_every_page_has_a_head_of_its_own(site):
    titles = []
    for url in site.urls:
        found = names(site, url)
        for name in ("description", "og:title", "og:url", "og:type", "dcterms.title", "dcterms.identifier"):
            assert len(found.get(name, [])) == 1, (url, name)
        assert found["og:url"] == found["dcterms.identifier"] == links(site, url)["canonical"], url
        page = data(site, url)
        assert page["@context"].rstrip("/").endswith("schema.org")
        assert page["url"] == URL + url
        titles.append((found["og:title"], url))
    assert len(titles) == len(site.urls)


def test_only_texts_offer_themselves_to_reference_managers(site):
    for url in site.urls:
        is_text = url.startswith("sources/") and url != "sources/"
        assert ("citation_title" in names(site, url)) == is_text, url


def test_the_page_its_files_and_its_head_agree(site):
    """As a reader sees the page, against what a machine reads beside it."""
    url = "sources/plain/"
    page = site.article(url)
    fields = {dt.text: "".join(dt.getnext().itertext()).strip() for dt in page.iterfind(".//dl[@class='pd-fields']/dt")}
    assert "".join(page.find(".//h1").itertext()) == "Plan to support teachers"
    [csl] = json.loads((site.path / url / "cite.csl.json").read_text("utf-8"))
    assert fields["Issuer"] == ", ".join(name["literal"] for name in csl["author"])
    assert csl["title"] == "Plan to support teachers"
    assert csl["URL"] == URL + url
    references = [
        " ".join("".join(one.itertext()).split()) for one in page.iterfind(".//div[@class='pd-reference']/dd")
    ]
    assert len(references) == 4
    for one in references:
        assert UNESCO in one
        assert URL + url in one
        assert "2018" in one


def test_a_page_and_a_file_never_want_one_address(tmp_path):
    folder = write(tmp_path / "sources", {"a.md": source(), "a/text.txt.md": source()})
    done = build(folder, tmp_path / "site")
    assert done.code != 0
    assert "sources/a/text.txt" in done.messages
    assert "Traceback" not in done.messages
