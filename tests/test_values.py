from __future__ import annotations

import pytest
from tests.support import told

from policy_digest.model import SourceFields
from policy_digest.records import read_record
from policy_digest.values import is_address
from policy_digest.yaml_document import load_yaml


@pytest.mark.parametrize(
    "address",
    [
        *("http://[::1", "http:///x", "http://?q", "http://x:port/", "http://x:99999/", "https://a b.org", "http://.."),
        *("http://a%zz/", "http://<b>/", "https://e.org/a\u200b", "https://e.org/\u202aa", "https://e\u00ad.org"),
        *("https://", "e.org"),
    ],
)
def test_what_leads_to_no_host_is_no_address(address):
    assert not is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        *("http://[::1]/", "http://x:8080/a?b=[1]#c", "https://例え.jp/路径", "https://हिन्दी.भारत/", "HTTP://e_f.org."),
        "https://fa.wikipedia.org/wiki/\u0645\u06cc\u200c\u0634\u0648\u062f",
    ],
)
def test_a_host_may_be_of_any_script_and_have_a_port(address):
    assert is_address(address)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("date: [2023]", "'date' is a list, which is not a date. Write one such as 2023-09-10, or \"\" for undated."),
        ("date: [2017, 2018]", "'date' is a list, which is not a date. Write \"[2017,2018]\", in quotation marks."),
        ("date: [2023-05-29..]", "'date' is a list, which is not a date. Write \"[2023-05-29..]\", in quotation marks."),
        ("date: [2017, soon]", "'date' is a list, which is not a date in EDTF. Write one such as"),
        ("date: {from: 2017}", "'date' is a mapping where text is wanted."),
        ("url: www.example.org", "'url' is 'www.example.org', which is not a web address. Write it in full, for example https://www.example.org"),
        ("url: https://example.org/a b", "'url' is 'https://example.org/a b', which is not a web address. Write it in full, for example https://example.org/a%20b"),
        ("url: 'javascript:alert(1)'", "'url' is 'javascript:alert(1)', which is not a web address. Write it in full, for example https://example.org/"),
        ("language: zh_CN", "'language' is 'zh_CN', which is not a language tag (BCP 47). Write zh-CN."),
        ("language: ' en'", "'language' is ' en', which is not a language tag (BCP 47). Write en."),
        ("language: English", "'language' is 'English', which is not a language tag (BCP 47). Write one such as en, zh or zh-Hans."),
        ('language: "en\\nER  - "', "'language' is 'en\\nER  - ', which is not a language tag (BCP 47). Write one such as"),
    ],
)  # fmt: skip
def test_a_value_that_its_field_cannot_have_is_told_with_what_to_write(field, message):
    document, _ = load_yaml(f"kind: notice\n{field}\n", "a.md", first_line=2)
    found, problems = read_record(SourceFields, document, ())
    assert found is None
    assert [problem[: len(message) + 15] for problem in told(problems)] == [f"error: a.md:3: {message}"]
