"""One search over every register finds what the person may see, and nothing else."""

from sigor.registers.search import search


def test_codes_and_titles_of_all_registers_are_found_in_one_question(
    agree, party, coordinator, django_assert_num_queries
):
    agreement = agree(coordinator, title="Atención a hogares")
    household = party(coordinator, title="Hogares afiliados")
    search(coordinator, "calienta")
    with django_assert_num_queries(1):
        hits = search(coordinator, "hogares")
    assert {hit.code for hit in hits} == {agreement.code, household.code}
    assert {hit.register for hit in hits} == {"Acuerdos del Comité", "Partes interesadas"}


def test_accents_case_and_word_order_do_not_matter(agree, coordinator):
    found = agree(coordinator, title="Revisión de la Atención")
    assert [hit.code for hit in search(coordinator, "atencion REVISION")] == [found.code]


def test_a_code_comes_before_titles_that_mention_it(agree, coordinator):
    first = agree(coordinator, title="Uno")
    agree(coordinator, title=f"Deriva de {first.code}")
    assert search(coordinator, first.code)[0].code == first.code


def test_records_of_other_units_are_not_found(agree, coordinator, other_head):
    agree(coordinator, unit="UCC")
    assert search(other_head, "rediseñar") == []


def test_whoever_may_see_nothing_finds_nothing(agree, coordinator, administrator):
    agree(coordinator)
    assert search(administrator, "rediseñar") == []


def test_an_empty_question_finds_nothing(coordinator):
    assert search(coordinator, "   ") == []


def test_there_are_no_more_hits_than_asked_for(agree, coordinator):
    for number in range(5):
        agree(coordinator, title=f"Acuerdo {number}")
    assert len(search(coordinator, "acuerdo", limit=3)) == 3


def test_signs_of_the_query_language_are_only_text(agree, coordinator):
    agree(coordinator, title="Cien por ciento")
    assert search(coordinator, "%") == [] and search(coordinator, "_'\"\\") == []
