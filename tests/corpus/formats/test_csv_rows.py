from pathlib import Path

import pytest

from corpus.article import Article, Withdrawal
from corpus.errors import ArticleError
from corpus.formats.read import read_path
from corpus.options import Reading
from tests.corpus.formats.test_read import read


def table(tmp_path: Path, text: str | bytes, name: str = "news.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "|")])
def test_a_table_with_any_usual_delimiter_and_names_in_any_case(tmp_path: Path, name: str, mark: str) -> None:
    rows = [
        ["Headline", "Text", "Outlet", "Published At"],
        ["Ferry sinks", '"It sank.\nNobody was hurt."', "Courier", "2025-04-16"],
    ]
    [article], errors = read(table(tmp_path, "\r\n".join(mark.join(row) for row in rows), name))
    assert not errors
    assert (article.title, article.body) == ("Ferry sinks", "It sank.\n\nNobody was hurt.")
    assert (article.source, article.published_precision) == ("Courier", "day")


def test_a_bad_row_is_named_by_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbfid,title,body\na,One,First.\nb,Two,\nc,Thr\xffee,Third.\n\nd,Four,Fourth.\n"
    articles, errors = read(table(tmp_path, text))
    assert [article.article_id for article in articles] == ["a", "d"]
    assert [(error.line, error.message) for error in errors] == [
        (3, "The article has no body"),
        (4, "This row is not valid UTF-8"),
    ]


def test_utf_16_is_read_and_a_binary_file_refused(tmp_path: Path) -> None:
    text = "id,title,body\na,Fähre,Sie sank.\n"
    [article], _ = read(table(tmp_path, text.encode("utf-16")))
    assert article.title == "Fähre"
    _, [error] = read(table(tmp_path, b"\x00\x01", "b.csv"))
    assert "binary" in error.message


def test_a_table_of_something_else_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    table(tmp_path, "name,price\nTea,3\n", "prices.csv")
    table(tmp_path, "title,body\nFerry sinks,It sank.\n", "news.csv")
    articles, errors = read(tmp_path)
    assert (len(articles), errors) == (1, [])


def test_an_empty_table_has_no_articles(tmp_path: Path) -> None:
    assert read(table(tmp_path, "")) == ([], [])


def test_a_row_of_more_values_than_columns_is_reported_and_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title,body\n1,Bridge shut,The bridge, they say, is shut.\n2,Ferry,It sails.,,\n")
    error, article = read_path(path)
    assert isinstance(error, ArticleError)
    assert isinstance(article, Article)
    assert (error.line, "5 values" in error.message) == (2, True)
    assert article.article_id == "2"


@pytest.mark.parametrize("end", ["", '\n5,"Last, but",It is "quoted" here.'])
def test_a_quotation_mark_that_never_closes_swallows_no_other_row(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.csv"
    rows = ['1,Bridge,"The bridge is shut.', "2,Ferry,It sails.", '3,Road,"It is\nwet."', "4,Rail,It runs."]
    path.write_text("id,title,body\n" + "\n".join(rows) + end)
    items = list(read_path(path))
    errors = [item for item in items if isinstance(item, ArticleError)]
    assert [error.line for error in errors] == [2]
    articles = {item.article_id: item for item in items if isinstance(item, Article)}
    assert {"2", "3", "4"} <= articles.keys()
    assert articles["3"].body == "It is\n\nwet."
    assert articles["4"].origin.endswith(":6")


@pytest.mark.parametrize("above", ["sep=;\n", "\n", "Our export of March;;\n\n"])
def test_lines_above_the_names_are_passed_over(tmp_path: Path, above: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(above + "id;title;body\n1;Bridge;The bridge is shut, says the port.\n")
    [article] = read_path(path)
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("Bridge", "The bridge is shut, says the port.")


def test_a_table_of_excel_in_german_is_read_by_its_names(tmp_path: Path) -> None:
    text = (
        "\ufeffTitel;Text;Datum;Autor;Ressort\r\n"
        '"Hafen teurer";"Es kostet mehr; so Lund.";12.05.2024;Ann Roe;Lokales\r\n'
    )
    [article], errors = read(table(tmp_path, text))
    assert not errors
    assert (article.title, article.body) == ("Hafen teurer", "Es kostet mehr; so Lund.")
    assert (article.author, article.section) == ("Ann Roe", "Lokales")
    assert f"{article.published_at:%Y-%m-%d}" == "2024-05-12"


def test_lines_that_end_as_on_an_old_mac_are_rows(tmp_path: Path) -> None:
    articles, errors = read(table(tmp_path, 'title,body\rOne,"First.\rThen."\rTwo,Second.\r'))
    assert not errors
    assert [article.body for article in articles] == ["First.\n\nThen.", "Second."]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('1,Toll,"It is "too dear" for most.",Gull', "Toll|It is “too dear” for most.|Gull"),
        ('1,Toll,"They said "no", and left.",Gull', "Toll|They said “no”, and left.|Gull"),
        ('1,Toll,"They said "no"",Gull', "Toll|They said “no”|Gull"),
        ('1,Toll,""No," they said.",Gull', "Toll|“No,” they said.|Gull"),
        ('1,"The "Ann" sails",It sails.,Gull', "The “Ann” sails|It sails.|Gull"),
        ('1,"Ann" sails,"It is a "first", they say.",Gull', "“Ann” sails|It is a “first”, they say.|Gull"),
        (
            '1,Toll,"It is "dear" now.\nAnd ""more"" so, "soon".",Gull',
            "Toll|It is “dear” now.\n\nAnd “more” so, “soon”.|Gull",
        ),
    ],
)
def test_quotation_marks_that_nobody_doubled_stay_in_the_text(tmp_path: Path, row: str, told: str) -> None:
    others = '2,Ferry,"It sails, they say.",Gull\n'
    articles, [fault] = read(table(tmp_path, f"id,title,body,source\n{row}\n{others}"))
    assert (fault.line, fault.kept, "not doubled" in fault.message) == (2, True, True)
    texts = ["|".join((a.title, a.body, a.source or "")) for a in articles]
    assert texts == [told.replace("“", '"').replace("”", '"'), "Ferry|It sails, they say.|Gull"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (r'1,Toll,"It is \"too dear\" for most.",Gull', "Toll|It is “too dear” for most.|Gull"),
        (r'1,Toll,"They said \"no\", and left.",Gull', "Toll|They said “no”, and left.|Gull"),
        (r'1,"\"No\", they said","They said \"no\"",Gull', "“No”, they said|They said “no”|Gull"),
        (r'1,Toll,"A \"bridge\" of 5\" and ""more"".",Gull', "Toll|A “bridge” of 5“ and “more”.|Gull"),
        (
            '1,Toll,"It is \\"dear\\" now.\nAnd \\"soon\\", so.",Gull',
            "Toll|It is “dear” now.\n\nAnd “soon”, so.|Gull",
        ),
        (r'1,Toll,"In C:\\news\\ is \"it\".",Gull', r"Toll|In C:\news\ is “it”.|Gull"),
    ],
)
def test_quotation_marks_behind_a_backslash_are_those_of_the_text(
    tmp_path: Path, row: str, told: str
) -> None:
    others = '2,Ferry,"It sails, they say.",Gull\n'
    articles, errors = read(table(tmp_path, f"id,title,body,source\n{row}\n{others}"))
    assert errors == []
    texts = ["|".join((a.title, a.body, a.source or "")) for a in articles]
    assert texts == [told.replace("“", '"').replace("”", '"'), "Ferry|It sails, they say.|Gull"]


@pytest.mark.parametrize(
    "row",
    [
        r'1,Toll,"It is \"too dear for most,Gull',
        r'1,Toll,"It is \"too\" dear",for most,"Gull"',
        '1,Toll,"It is "too dear for most.",Gull',
        '1,Toll,"A "b", "c" d", "e" f",Gull',
        '1,Toll,"It is 5" wide, 7" long",Gull',
        '1,Toll,"It is shut.\n2,"Road","It is wet.",Gull',
    ],
)
def test_a_row_whose_quotation_marks_may_mean_several_things_is_reported(tmp_path: Path, row: str) -> None:
    articles, errors = read(table(tmp_path, f"id,title,body,source\n{row}\n9,Ferry,It sails.,Gull\n"))
    assert (errors[0].line, errors[0].kept) == (2, False)
    assert [article.article_id for article in articles] in (["9"], ["2", "9"])


def test_what_databases_write_for_no_value_and_for_a_line_is_read_as_that(tmp_path: Path) -> None:
    body = r"It sails.\n\nIt said so in C:\news.\r\nTwice."
    text = f"id\ttitle\tbody\tauthor\tpublished_at\n1\tFerry\t{body}\t\\N\t\\N\n"
    [article], errors = read(table(tmp_path, text, "a.tsv"))
    assert errors == []
    assert (article.author, article.published_at) == (None, None)
    assert article.body == "It sails.\n\nIt said so in C:\\news.\n\nTwice."


HEADERS = [
    "post_title,post_content,post_excerpt,post_date",
    "Article Title,Article Body,Teaser,Publication Date",
    "HEADLINE,FULLTEXT,DECK,PUBLISHED DATE",
    "Headline,Article Text,Excerpt,Date Published",
    "headline,article_content,subtitle,publishedDate",
]


@pytest.mark.parametrize("header", HEADERS)
def test_the_usual_names_of_columns_are_known(tmp_path: Path, header: str) -> None:
    [article], errors = read(table(tmp_path, f"{header}\nBridge shut,It is shut.,Since noon,2024-05-12\n"))
    assert (article.title, article.body, article.summary) == ("Bridge shut", "It is shut.", "Since noon")
    assert (f"{article.published_at:%Y-%m-%d}", errors) == ("2024-05-12", [])


def test_an_empty_column_does_not_hide_a_full_one_of_the_same_name(tmp_path: Path) -> None:
    articles, errors = read(
        table(tmp_path, "title,text,text\nA,,The one.\nB,The other.,\nC,First.,Second.\n")
    )
    assert [article.body for article in articles] == ["The one.", "The other.", "First."]
    assert [error.line for error in errors] == [4]


SECOND = [
    (
        "title,text,body\nPier,The pier is shut.,Buses run to Hask all night.\n",
        "Buses run to Hask all night.",
        "'body' and 'text' both hold a text",
    ),
    (
        "headline,title,text\nPier of Hask is shut,Shut for good,The pier is shut.\n",
        "The pier is shut.",
        "'title' and 'headline' both hold a headline",
    ),
    (
        "title,text,Text\nPier,The pier is shut.,Buses run.\n",
        "The pier is shut.",
        "Two columns are called 'text'",
    ),
]
AS_ONE = [
    "title,text,body\nPier,The pier is shut.,\nPier,,The pier is shut.\n",
    "title,text,body\nPier,The pier is shut.,The pier is shut.\n",
    "title,content_text,content_html\nPier,The pier is shut.,<p>The pier is <b>shut</b>.</p>\n",
    "title,lead_paragraph,body\nPier,The pier is shut.,The pier is shut. Buses run.\n",
    "title,text,body\nPier,The pier is shut.,\ntitle,text,body\nBus,,It runs.\n",
]


@pytest.mark.parametrize(("text", "body", "says"), SECOND)
def test_a_second_column_of_headline_or_text_is_told_once(
    tmp_path: Path, text: str, body: str, says: str
) -> None:
    rows = text + text.split("\n")[1] + "\n"
    [article, _], [told] = read(table(tmp_path, rows))
    assert (article.body, told.kept, told.line) == (body, True, 2)
    assert says in told.message


@pytest.mark.parametrize("text", AS_ONE)
def test_a_second_column_that_says_the_same_or_nothing_is_not(tmp_path: Path, text: str) -> None:
    assert read(table(tmp_path, text))[1] == []


def test_a_second_column_is_not_told_where_the_setting_says_which_to_read(tmp_path: Path) -> None:
    path = table(tmp_path, SECOND[0][0])
    [article] = read_path(path, Reading(fields={"body": "text"}))
    assert isinstance(article, Article)
    assert article.body == "The pier is shut."


def test_spaces_around_quoted_values_are_no_part_of_them(tmp_path: Path) -> None:
    text = '"Title" , "Body", "id"\n"Bridge shut" , "It is shut, ""for ever"", they say.", "a"\n'
    [article], errors = read(table(tmp_path, text))
    assert (article.article_id, article.title) == ("a", "Bridge shut")
    assert (article.body, errors) == ('It is shut, "for ever", they say.', [])


def test_what_a_spreadsheet_writes_to_keep_zeros_is_the_value(tmp_path: Path) -> None:
    [article], _ = read(table(tmp_path, 'id,title,body\n="007",Bridge shut,It is shut.\n'))
    assert article.article_id == "007"


def test_columns_that_ask_or_say_until_when_hold_a_row_back(tmp_path: Path) -> None:
    text = (
        "Title,Body,Draft?,Embargo until,Date\n"
        "One,It is shut until May.,yes,,45424\nTwo,It creaked on Monday.,no,2097-05-12,45424.5\n"
    )
    (tmp_path / "a.csv").write_text(text)
    draft, article = read_path(tmp_path / "a.csv")
    assert isinstance(draft, Withdrawal)
    assert isinstance(article, Article)
    assert f"{article.embargoed_until:%Y-%m-%d}" == "2097-05-12"
    assert f"{article.published_at:%Y-%m-%dT%H:%M}" == "2024-05-12T12:00"


def test_the_names_of_columns_between_rows_are_no_article(tmp_path: Path) -> None:
    articles, errors = read(table(tmp_path, "Title,Body\nOne,It sank.\nTitle,Body\nTwo,It floats.\n"))
    assert [article.title for article in articles] == ["One", "Two"]
    assert not errors


def test_empty_lines_between_rows_keep_the_count_of_lines(tmp_path: Path) -> None:
    text = 'title,body\n\n\nOne,It is shut until May.\n\r\n\nTwo,"It creaked,\n\nhe said."\n\nThree\n'
    (tmp_path / "a.csv").write_bytes(text.encode())
    first, second, error = read_path(tmp_path / "a.csv")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(error, ArticleError)
    places = (first.article_id, second.article_id)
    assert [place.rpartition("#")[2] for place in places] == ["4", "7"]
    assert (second.body, error.line) == ("It creaked,\n\nhe said.", 11)
