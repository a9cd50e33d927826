import pytest

from qa.question.language import languages_of, stranger


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who bought the second lifeboat?", "en"),
        ("Wer hat das zweite Rettungsboot gekauft?", "de"),
        ("Quand le port a-t-il fermé ?", "fr"),
        ("¿Quién compró el segundo bote?", "es"),
        ("Кто купил вторую лодку?", "ru"),
        ("谁买了第二艘救生艇？", "zh"),
        ("誰が救命艇を買いましたか？", "ja"),
        ("누가 구명정을 샀습니까?", "ko"),
        ("من اشترى القارب؟", "ar"),
        ("Who met 王毅 in Porto?", "en"),
        ("Hask", None),
        ("1984?", None),
        ("Who won Los Angeles and El Paso?", "en"),
        ("WER KAUFTE DAS BOOT, UND WANN?", "de"),
        ("Was kostet die Mole?", "de"),
        ("Was macht die Polizei?", "de"),
        ("Was the mayor there?", "en"),
    ],
)
def test_a_few_words_tell_the_language(question: str, language: str | None) -> None:
    assert (languages_of(question) or (None,))[0] == language


def test_a_question_in_no_language_of_the_archive_is_told_so() -> None:
    assert stranger("Wer kaufte das Boot, und wann?", {"en": 30, "": 2}) == (
        "The question seems to be in German, and the articles of the archive are in English: ask in English."
    )
    assert stranger("谁买了救生艇？", {"de": 2, "en": 30, "fr": 1, "es": 1}) == (
        "The question seems to be in Chinese, and the articles of the archive are in English and German and "
        "others: ask in English."
    )
    alike = stranger("Who bought the boat?", {"ar": 1, "de": 1, "fr": 1})
    assert alike is not None
    assert alike.endswith("are in Arabic and German and others: ask in one of these.")


@pytest.mark.parametrize(
    ("question", "languages"),
    [
        ("Wer kaufte das Boot?", {"de": 1, "en": 9}),
        ("Hask?", {"en": 9}),
        ("Wer kam?", {}),
        ("Wer?", {"": 9, "en": 1}),
    ],
)
def test_nothing_is_told_where_nobody_can_tell(question: str, languages: dict[str, int]) -> None:
    assert stranger(question, languages) is None
