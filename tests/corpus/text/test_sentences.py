import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import paragraphs, sentences

texts = st.text(st.sampled_from('Aa. !?"“”\n\té😀̈م1,') | st.characters(codec="utf-8"), max_size=300)


@given(texts)
def test_sentences_cover_every_visible_character_once_and_in_order(text: str) -> None:
    spans = sentences(text)
    covered = [position for span in spans for position in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert all(text[i].isspace() for i in set(range(len(text))) - set(covered))


@given(texts)
def test_spans_are_trimmed_and_within_a_paragraph(text: str) -> None:
    borders = paragraphs(text)
    for span in sentences(text):
        piece = span.of(text)
        assert piece == piece.strip() != ""
        assert any(p.start <= span.start and span.end <= p.end for p in borders)


def pieces(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


def test_abbreviations_of_news_copy_do_not_end_a_sentence() -> None:
    text = "Gov. Aoife Byrne met Dr. Lee at 9 a.m. Monday in St. Orrin. They talked."
    assert pieces(text) == ["Gov. Aoife Byrne met Dr. Lee at 9 a.m. Monday in St. Orrin.", "They talked."]


@pytest.mark.parametrize(
    "text",
    [
        "Rep. Ina Boll, R-N.Y., and Sen. Per Ost, D-S.C., met Amb. Eva Lind in Ft. Orrin.",
        "Gens. Boll and Ost asked Atty. Gen. Lind.",
        "The musical Bring It! is on tour, and Who Dares? opened in Orrin.",
    ],
)
def test_parties_ranks_and_names_with_a_mark_do_not_end_a_sentence(text: str) -> None:
    assert pieces(f"{text} They talked.") == [text, "They talked."]


def test_a_line_break_ends_a_sentence_without_a_full_stop() -> None:
    assert pieces("A headline\nThe text follows.") == ["A headline", "The text follows."]


@pytest.mark.parametrize("white", ["\u00a0", "\u2003", "\u3000", "\u2028"])
def test_a_white_space_of_several_bytes_is_one_like_any_other(white: str) -> None:
    for text in (f"Z{white}.", f"a.{white}", f"It sank!{white}Nobody{white}came.", f"{white}.{white}?"):
        plain = [(span.start, span.end) for span in sentences(text.replace(white, " "))]
        assert [(span.start, span.end) for span in sentences(text)] == plain


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Die Fähre fährt vom 1. Juli an. Der 2. Kapitän ist krank.", "de", 2),
        ("Es waren 12. Danach kam niemand.", "de", 2),
        ("A díj 2024. július 1-jén nő. Ez az első emelés.", "hu", 2),
        ("Maksa augs no 1. jūlija, teica viņa. Tā ir pirmā reize.", "lv", 2),
        ("Ücret 3. kez arttı. Kimse şaşırmadı.", "tr", 2),
        ("Cijena raste od 2024. godine. To je prvi put.", "hr", 2),
        ("A díj nő 2024. Ez az első emelés.", "hu", 2),
        ("料金は上がる。「高すぎる。」と言った。船は出ない。", "ja", 3),
        ("Am 12. Mai sank sie. Im 3. Anlauf gelang es.", "de", 2),
        ("Fergen går fra 1. juli, sier hun. Prisen er ny.", "no", 2),
        ("It rose by 12. July was hot.", "en", 2),
        ("The fare rises on May 1. The company said so.", "en", 2),
        ("Sie fährt vom 1. Juli an.", "en", 1),
    ],
)
def test_an_ordinal_ends_no_sentence_in_a_language_that_writes_it_with_a_full_stop(
    text: str, language: str, count: int
) -> None:
    assert len(sentences(text, language)) == count


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "L'art. 5 du contrat est clair. Mgr. Lund et Mlle. Roe ont signé."),
        ("fr", "Le môle est voté. M. Sten a parlé à St. Malo."),
        ("de", "Es kostet 4 Mio. Euro inkl. MwSt. und Zoll. Die Abg. Roe fehlte."),
        ("es", "Costará aprox. 4 mill. de euros. D. Juan y Dña. Ana viven en la Av. Roe."),
        ("it", "Costa 4 mln. di euro. L'on. Roe vota a S. Lucia."),
        ("pt", "D. Pedro mora na Av. Lund, n.º 5. Fica longe."),
        ("nl", "Het kost 4 mln. euro, bijv. dit jaar. Mevr. Roe sprak."),
        ("nl", "De stad betaalt o.a. 3 mln. euro, d.w.z. 2 meer. Mevr. Roe sprak."),
        ("pl", "Kosztuje ok. 4 mln. zł w tym roku. Przybył ks. Lund."),
        ("sv", "Det kostar 4 milj. kronor, t.ex. i år. Dr. Roe kom."),
        ("ru", "Стоит 3 млрд. долл. США. Он на ул. Ленина."),
        ("hi", "लागत 4.2 करोड़ है। डॉ. रो ने कहा।"),
        ("tr", "Roe ve Av. Lund geldi. Madde vb. kabul edildi."),
    ],
)
def test_what_each_language_shortens_ends_no_sentence(language: str, text: str) -> None:
    parts = [span.of(text) for span in sentences(text, language)]
    assert len(parts) == 2, parts
    assert " ".join(parts) == text
