from __future__ import annotations

import pytest
from tests.support import read_corpus, source, told

from policy_digest.vocabulary import ancestors, nearest_entry, read_vocabulary


@pytest.fixture
def read(corpus):
    """Reads the vocabulary from its files: `read(themes="a: A")`."""

    def of(**files):
        folder = corpus({f"vocabulary/{name}.yml": text for name, text in files.items()})
        found, problems = read_vocabulary(folder, folder.parent)
        return found, told(problems)

    return of


def test_an_entry_is_a_label_or_has_fields(read):
    found, problems = read(
        themes="schools: Schools\nteachers:\n  label: Teachers\n  not: Pupils.\n  broader: schools\n"
    )
    assert problems == []
    assert [theme.label for theme in found.themes.values()] == ["Schools", "Teachers"]
    assert (found.themes["teachers"].broader, found.themes["teachers"].not_) == ("schools", "Pupils.")


def test_files_that_are_not_there_are_empty(read):
    found, problems = read()
    assert problems == []
    assert [found.themes, found.issuers, found.events, found.documents, found.terms] == [{}] * 5


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "~\n"])
def test_a_file_without_entries_is_empty(read, text):
    assert read(themes=text)[1] == []


@pytest.mark.parametrize("text", ["- a\n- b\n", "words\n"])
def test_a_file_that_is_no_mapping_is_an_error(read, text):
    message = "is not a list of entries. Write each as id: label, or id: with fields."
    assert read(terms=text)[1] == [f"error: sources/vocabulary/terms.yml:1: {message}"]


def test_two_ids_that_differ_in_capitals_alone_are_an_error(read):
    message = "'Good' differs from 'good' only in its capitals. Choose another."
    assert read(terms="good: A\nGood: B\n")[1] == [f"error: sources/vocabulary/terms.yml:2: {message}"]


def test_an_alias_that_another_entry_has_but_for_its_capitals_is_an_error(read):
    [problem] = read(terms="a: A\nb: {label: B, aliases: [B, A]}\n")[1]
    message = "'aliases' of 'b' has 'A', which is that of 'a' apart from its capitals. Take one out."
    assert problem == f"error: sources/vocabulary/terms.yml:2: {message}"


@pytest.mark.parametrize(
    ("name", "entry", "message"),
    [
        ("events", "e: {label: E, theme: ''}", "'theme' of 'e' is '', which is not in themes.yml."),
        ("documents", "e: {label: E, issuer: [a, '']}", "'issuer' of 'e' is '', which is not in issuers.yml."),
        ("themes", "e: {label: E, related: ''}", "'related' of 'e' is '', which is not in themes.yml."),
        ("packs", "e: {label: E, theme: ['']}", "'theme' of 'e' is '', which is not in themes.yml."),
    ],
)
def test_an_empty_id_is_an_error(read, name, entry, message):
    found = read(**{"issuers": "a: A\n"} | {name: f"{entry}\n"})[1]
    assert found == [f"error: sources/vocabulary/{name}.yml:1: {message} Write [] for none."]


@pytest.mark.parametrize("alias", ["../../x", "/x", "a/b", "years", "index.html", "<b>"])
def test_a_former_id_that_cannot_have_been_one_is_an_error(read, alias):
    [problem] = read(terms=f"a:\n  label: A\n  aliases: [b, '{alias}']\n")[1]
    message = f"'aliases' of 'a' has '{alias}', which cannot have been an id: "
    assert problem.startswith(f"error: sources/vocabulary/terms.yml:3: {message}")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("x:", "is empty where fields are wanted, for example label: …"),
        ("x: [a]", "has a list where fields are wanted, for example label: …"),
        ("x: {definition: y}", "'label' is missing. Add it."),
        ("x: ''", "'label' is '', which says nothing. Write it."),
        ("x: {label: ' '}", "'label' is ' ', which says nothing. Write it."),
        ("'a b': Label", "'a b' cannot be an id: use letters, digits and hyphens."),
        ("../a: Label", "'../a' cannot be an id: use letters, digits and hyphens."),
        ("-a: Label", "'-a' cannot be an id: use letters, digits and hyphens."),
        ("years: Label", "'years' cannot be an id: lists use its address. Choose another."),
        (
            f"{'a' * 250}: Label",
            (
                f"'{'a' * 250}' cannot be an id: a name is too long for a file. "
                "Write 249 Latin letters or 83 Chinese ones at most."
            ),
        ),
    ],
)
def test_a_wrong_entry_is_an_error_with_its_line_and_the_others_are_read(read, entry, message):
    found, problems = read(issuers=f"good: Good\n{entry}\n")
    assert problems == [f"error: sources/vocabulary/issuers.yml:2: {message}"]
    assert next(iter(found.issuers)) == "good"


@pytest.mark.parametrize("one", ["教育", "a.b", "a_b", "14th-plan", "2023"])
def test_an_id_may_be_of_any_script(read, one):
    found, problems = read(terms=f"{one}: Label\n")
    assert (list(found.terms), problems) == ([one], [])


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"themes": "schools: S\nteachers: {label: T, broader: shcools}\n"},
            "themes.yml:2: 'broader' of 'teachers' is 'shcools', which is not in themes.yml. Did you mean 'schools'?",
        ),
        (
            {"themes": "schools: S\nteachers:\n  label: T\n  related: [zzz]\n"},
            "themes.yml:4: 'related' of 'teachers' is 'zzz', which is not in themes.yml.",
        ),
        (
            {"issuers": "moe: M\nbureau: {label: B, part_of: mo}\n"},
            "issuers.yml:2: 'part_of' of 'bureau' is 'mo', which is not in issuers.yml. Did you mean 'moe'?",
        ),
        (
            {"events": "visit: {label: V, theme: [gone]}\n"},
            "events.yml:1: 'theme' of 'visit' is 'gone', which is not in themes.yml.",
        ),
        (
            {"documents": "law: {label: L, issuer: gone}\n"},
            "documents.yml:1: 'issuer' of 'law' is 'gone', which is not in issuers.yml.",
        ),
    ],
)
def test_an_id_that_is_not_there_is_an_error_with_the_nearest(read, files, message):
    assert read(**files)[1] == [f"error: sources/vocabulary/{message}"]


@pytest.mark.parametrize(
    ("name", "fieldname", "entries", "ring", "line"),
    [
        ("themes", "broader", "a: {label: A, broader: a}\n", "a → a", 1),
        (
            "themes",
            "broader",
            "top: T\na: {label: A, broader: b}\nb: {label: B, broader: c}\nc: {label: C, broader: a}\n",
            "a → b → c → a",
            2,
        ),
        (
            "issuers",
            "part_of",
            "x: {label: X, part_of: a}\na: {label: A, part_of: b}\nb: {label: B, part_of: a}\n",
            "a → b → a",
            2,
        ),
    ],
)
def test_a_circle_is_one_error_that_shows_it(read, name, fieldname, entries, ring, line):
    message = f"'{fieldname}' goes round in a circle: {ring}. Take one of these out."
    problems = read(**{name: entries})[1]
    assert problems == [f"error: sources/vocabulary/{name}.yml:{line}: {message}"]


def test_two_circles_are_two_errors(read):
    entries = "".join(f"{one}: {{label: L, broader: {other}}}\n" for one, other in ["ab", "ba", "cd", "dc"])
    assert len(read(themes=entries)[1]) == 2


@pytest.mark.parametrize(("name", "fieldname"), [("themes", "broader"), ("issuers", "part_of")])
def test_a_tree_has_50_levels_and_the_first_below_them_is_an_error(read, name, fieldname):
    chain = "t1: T\n" + "".join(f"t{n}: {{label: T, {fieldname}: t{n - 1}}}\n" for n in range(2, 51))
    assert read(**{name: chain})[1] == []
    deep = chain + "".join(f"t{n}: {{label: T, {fieldname}: t{n - 1}}}\n" for n in range(51, 3001))
    message = f"'{fieldname}' puts 't51' on level 51 of its tree. A tree may have 50."
    assert read(**{name: deep})[1] == [f"error: sources/vocabulary/{name}.yml:51: {message}"]
    assert read(**{name: "".join(reversed(deep.splitlines(keepends=True)))})[1] == [
        f"error: sources/vocabulary/{name}.yml:2950: {message}"
    ]


@pytest.mark.parametrize(
    ("entries", "owner", "other", "line"),
    [
        ("a: A\nb: {label: B, broader: a}\nc: {label: C, broader: b, related: [a]}\n", "c", "a", 3),
        ("a: {label: A, related: {c: why}}\nb: {label: B, broader: a}\nc: {label: C, broader: b}\n", "a", "c", 1),
    ],
)
def test_a_theme_that_is_related_to_one_above_or_below_it_is_an_error(read, entries, owner, other, line):
    message = f"'related' of '{owner}' names '{other}', which is above or below it in the tree. Take it out."
    assert read(themes=entries)[1] == [f"error: sources/vocabulary/themes.yml:{line}: {message}"]


def test_a_theme_that_is_related_to_itself_is_an_error(read):
    message = "'related' of 'a' names 'a', which is the theme itself. Take it out."
    assert read(themes="a:\n  label: A\n  related: [a]\n")[1] == [f"error: sources/vocabulary/themes.yml:3: {message}"]


def test_related_themes_are_a_list_or_have_reasons(read):
    found, problems = read(themes="a: {label: A, related: [b]}\nb: {label: B, related: {a: because}}\n")
    assert problems == []
    assert (found.themes["a"].related, found.themes["b"].related) == ({"b": ""}, {"a": "because"})


def test_ancestors_are_told_from_the_nearest_and_a_circle_ends_them(read):
    themes = read(themes="a: A\nb: {label: B, broader: a}\nc: {label: C, broader: b}\n")[0].themes
    assert ancestors(themes, "c") == ["b", "a"]
    circle = read(themes="a: {label: A, broader: b}\nb: {label: B, broader: a}\n")[0].themes
    assert ancestors(circle, "a") == ["b", "a"]
    issuers = read(issuers="a: A\nb: {label: B, part_of: a}\nc: {label: C, part_of: b}\n")[0].issuers
    assert ancestors(issuers, "c") == ["b", "a"]


def test_all_that_is_wrong_is_told_at_once(read):
    problems = read(themes="a: {label: A, broader: gone}\n'b b': B\n", events="e: {label: E, date: 2023-13}\n")[1]
    assert sorted(problem.split(": ")[1] for problem in problems) == [
        "sources/vocabulary/events.yml:1",
        "sources/vocabulary/themes.yml:1",
        "sources/vocabulary/themes.yml:2",
    ]


def test_a_wrong_value_hides_nothing_else_that_is_wrong_with_its_entry(read):
    found, problems = read(
        themes="a:\n  label: [x]\n  broader: a\n  related:\n    - gone\nb:\n  broader: a\n  aliases:\n    - c\n    - a\n",
        events="e:\n  label: E\n  date: 2023-13\n  theme:\n    - a\n    - a\n    - bb\n",
        packs="p:\n  label: P\n  from: soon\n  theme: aa\nq:\n  from: soon\n",
    )
    told = sorted((name, int(line), rest) for _, name, line, rest in (one.split(":", 3) for one in problems))
    assert [(name.rpartition("/")[2], line, rest.split("'")[1]) for name, line, rest in told] == [
        ("events.yml", 3, "date"),
        ("events.yml", 7, "theme"),
        ("packs.yml", 3, "from"),
        ("packs.yml", 4, "theme"),
        ("packs.yml", 5, "label"),
        ("packs.yml", 6, "from"),
        ("themes.yml", 2, "label"),
        ("themes.yml", 3, "broader"),
        ("themes.yml", 5, "related"),
        ("themes.yml", 6, "label"),
        ("themes.yml", 10, "aliases"),
    ]
    assert [theme.label for theme in found.themes.values()] == ["a", "b"]


def test_a_wrong_reason_has_its_own_line_and_hides_no_other_theme(read):
    found, problems = read(
        themes="a:\n  label: A\n  related:\n    b-c: [x]\n    b.d: why\n    gone: why\nb-c: B\nb.d: D\n"
    )
    assert problems == [
        "error: sources/vocabulary/themes.yml:4: 'related.b-c' is a list where text is wanted. Write it on one line, in quotation marks if needed.",
        "error: sources/vocabulary/themes.yml:6: 'related' of 'a' is 'gone', which is not in themes.yml.",
    ]
    assert found.themes["a"].related == {"b.d": "why", "gone": "why"}


@pytest.mark.parametrize("name", ["themes.yaml", "theme.yml", "Themes.yml"])
def test_a_file_that_is_not_read_and_nearly_named_like_one_is_a_warning(corpus, name):
    folder = corpus({f"vocabulary/{name}": "a: A\n", "vocabulary/kinds.yml": "a: A\n", "vocabulary/notes.txt": ""})
    problems = told(read_vocabulary(folder, folder.parent)[1])
    assert problems == [f"warning: sources/vocabulary/{name}: is not read. Did you mean 'themes.yml'?"]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("ministry of education", " Did you mean 'moe'?"),
        ("M.O.E.", " Did you mean 'moe'?"),
        ("教育部", " Did you mean 'moe'?"),
        ("Ministry of Educaton", " Did you mean 'moe'?"),
        ("old-id", " Did you mean 'moe'?"),
        ("burea", " Did you mean 'bureau'?"),
        ("moe, bureau", " Write several as a list: [moe, bureau]."),
        ("moe、bureau", " Write several as a list: [moe, bureau]."),
        ("zzz", ""),
    ],
)
def test_what_is_no_id_names_the_entry_that_it_may_mean(read, written, remedy):
    ministry = (
        "moe: {label: Ministry of Education, short: M.O.E., original: 教育部, aliases: old-id}\nbureau: Statistics\n"
    )
    found, _ = read(issuers=ministry)
    assert nearest_entry(written, found.issuers) == remedy


def test_an_entry_that_names_another_by_its_label_is_told_its_id(read):
    told = "'part_of' of 'b' is 'The State Council', which is not in issuers.yml. Did you mean 'sc'?"
    _, problems = read(issuers="sc: The State Council\nb: {label: B, part_of: The State Council}\n")
    assert problems == [f"error: sources/vocabulary/issuers.yml:2: {told}"]


def test_an_entry_is_not_told_to_name_itself(read):
    problems = read(themes="rural-schools: {label: Rural schools, broader: schools, related: rural-school}\n")[1]
    assert len(problems) == 2
    assert all(problem.endswith("which is not in themes.yml.") for problem in problems)


def test_a_link_that_leads_nowhere_is_not_taken_for_a_file_that_is_not_there(corpus):
    folder = corpus({"vocabulary/events.yml": ""})
    (folder / "vocabulary/themes.yml").symlink_to("nowhere")
    problems = told(read_vocabulary(folder, folder.parent)[1])
    assert problems == ["error: sources/vocabulary/themes.yml: cannot be read: No such file or directory."]


def test_an_unreadable_file_is_an_error_with_its_line(corpus):
    folder = corpus({"vocabulary/themes.yml": "a: Caf\xe9\n".encode("latin-1")})
    problems = told(read_vocabulary(folder, folder.parent)[1])
    assert problems == [
        "error: sources/vocabulary/themes.yml:1: is not UTF-8 but another encoding, such as Windows-1252 or GBK. Save the file as UTF-8."
    ]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.write_text("a: A"), "Not a directory"),
        (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
        (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
    ],
)
def test_a_folder_that_cannot_be_read_is_told_and_not_each_id_that_is_missed(corpus, make, why):
    folder = corpus({"a.md": source(theme=["a"], issuer=["b"])})
    make(folder / "vocabulary")
    assert read_corpus(folder)[1] == [f"error: sources/vocabulary: cannot be read: {why}."]
