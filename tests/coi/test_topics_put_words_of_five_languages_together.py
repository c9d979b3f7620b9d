"""Topics: codes that others rely on, words in several languages, proposals a person confirms."""

from __future__ import annotations

import pytest

from acogida.coi.library import topics
from acogida.law import installed_packs, load_pack


def test_every_topic_that_a_pack_gives_an_age_exists():
    for name in (pack.name for pack in installed_packs()):
        for age in load_pack(name).coi.age:
            assert set(age.topics) <= topics.codes(), (name, age.code)


def test_sixteen_sections_in_their_order_and_the_circumstances_of_cartagena():
    assert [topic.code for topic in topics.topics_of("section")] == [
        "general", "human_rights", "documents", "political", "gender", "sogi", "criminality", "military",
        "judiciary", "police", "media", "religion", "ethnicity", "movement", "labour", "other",
    ]  # fmt: skip
    elements = {topic.code for topic in topics.topics_of("element")}
    assert elements >= {"generalised_violence", "foreign_aggression", "internal_conflict", "massive_violations"}
    assert len(topics.topics_of("profile")) == 10


def test_every_topic_has_a_name_in_five_languages_and_words_in_the_four_that_are_read():
    for topic in topics.all_topics().values():
        assert set(topic.labels) == {"es", "en", "fr", "pt", "ht"}, topic.code
        assert all({"es", "en", "fr", "pt"} & set(ring) for ring in topic.rings)
        assert {"es", "en"} <= {language for ring in topic.rings for language in ring}


@pytest.mark.parametrize(
    ("asked", "also", "never"),
    [
        ("¿Las maras cobran derecho de piso?", {"gang", "pandilla", "extorsión", "protection money", "gangue"}, "mara"),
        ("gang violence", {"mara", "pandilla", "gangue"}, "gang"),
        (
            "DOMESTIC   Violence",
            {"violencia familiar", "violence conjugale", "violência doméstica"},
            "domestic violence",
        ),
        ("libertad de religion", {"freedom of religion", "liberté de culte"}, "libertad de religión"),
    ],
)
def test_a_question_is_widened_by_its_own_concepts_and_not_by_the_words_it_has(asked, also, never):
    found = topics.expand(asked)
    assert also <= set(found)
    assert never not in found
    assert len(found) == len(set(found))


def test_widening_keeps_to_the_languages_asked_for_and_leaves_other_questions_alone():
    assert set(topics.expand("gangs", ["es"])) <= {
        word for topic in topics.all_topics().values() for ring in topic.rings for word in ring.get("es", ())
    }
    assert topics.expand("el reloj de la torre") == []


def test_topics_are_proposed_from_words_in_any_language_the_most_used_first():
    assert topics.suggest("Gang members extorted shopkeepers; gangs control the district.")[0] == "criminality"
    assert "journalist" in topics.suggest("Yo touye yon jounalis")
    assert "sogi" in topics.suggest("Same-sex conduct between adults is a crime")
    assert "military" in topics.suggest("El servicio militar es obligatorio")
    assert topics.suggest("") == []


def test_in_a_long_text_a_word_said_once_proposes_nothing():
    text = "The police arrested gang members. " * 30 + "One church was visited."
    assert "religion" not in topics.suggest(text)
    assert "religion" in topics.suggest("One church was visited.")


def test_a_code_nobody_knows_any_more_is_shown_as_it_is():
    assert topics.labels(["gender", "abolished"], "es") == ["Género, violencia familiar, niñas y niños", "abolished"]
