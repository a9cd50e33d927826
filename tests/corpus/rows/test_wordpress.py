"""An export of WordPress says more of a post than a feed does."""

from __future__ import annotations

from corpus.article import Article
from corpus.formats.rss import read_feed
from corpus.options import Reading
from corpus.rows.wordpress import post_prose

EXPORT = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel><title>The Gull</title>
<wp:author><wp:author_login>tove</wp:author_login><wp:author_display_name>Tove Lind</wp:author_display_name>
</wp:author><item><title>Fares rise</title><link>https://gull.example/fares/</link>
<dc:creator>tove</dc:creator><guid isPermaLink="false">https://gull.example/?p=1</guid>
<content:encoded><![CDATA[<p>A crossing costs more from May.</p>
<figure class="wp-block-table"><table><tr><td>Adult</td><td>12</td></tr></table>
<figcaption>The board's list</figcaption></figure>
[caption id="c"]<img src="a.jpg"/> The old ferry[/caption]
<figure><img src="b.jpg"/><figcaption>A gull</figcaption></figure>]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<category domain="post_tag">ferries</category><category domain="category">Transport</category>
<wp:post_modified_gmt>2024-03-05 09:00:00</wp:post_modified_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"""


def read(excerpt: str) -> Article:
    [article] = read_feed(EXPORT.format(excerpt=excerpt).encode(), "export.xml", Reading())
    assert isinstance(article, Article)
    return article


def test_a_table_is_text_and_a_caption_is_none() -> None:
    assert read("").body == "A crossing costs more from May.\n\nAdult | 12"


def test_author_section_and_last_change_are_those_that_the_export_names() -> None:
    article = read("")
    assert (article.author, article.section) == ("Tove Lind", "Transport")
    assert f"{article.updated_at:%Y-%m-%dT%H:%M%z}" == "2024-03-05T09:00+0000"


def test_the_standfirst_is_the_excerpt_and_never_the_text_again() -> None:
    assert read("").summary == ""
    assert read("<b>Dearer</b> from May.").summary == "Dearer from May."


def test_what_builders_of_pages_put_around_a_text_is_none_of_it() -> None:
    text = (
        '[vc_row][vc_column width="1/2"]The council meets on Friday [sic] at eight.[/vc_column][/vc_row]\n\n'
        '[et_pb_text admin_label="a"]It was [a long] wait.[/et_pb_text]\n\n'
        "[box]Doors open at [7pm].[/box]\n\n"
        "[contact form=\"12\"][fig id='x' /]The end."
    )
    assert post_prose(text).split("\n\n") == [
        "The council meets on Friday [sic] at eight.",
        "It was [a long] wait.",
        "Doors open at [7pm].",
        "The end.",
    ]


def test_a_post_has_the_day_of_the_export_where_its_feeds_is_missing() -> None:
    dated = EXPORT.replace(
        "<wp:status>", "<wp:post_date_gmt>2024-03-04 06:30:00</wp:post_date_gmt><wp:status>"
    )
    [article] = read_feed(dated.format(excerpt="").encode(), "export.xml", Reading())
    assert isinstance(article, Article)
    assert f"{article.published_at:%Y-%m-%dT%H:%M%z}" == "2024-03-04T06:30+0000"
