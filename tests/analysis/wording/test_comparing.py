"""Two texts side by side: nothing is lost on either side, and only what changed is marked."""

from hypothesis import given
from hypothesis import strategies as st

from sigor.analysis.wording.comparing import compare, only_changes

TEXT = st.lists(st.text(alphabet="abcd .,áñ", min_size=1, max_size=40).filter(str.strip), max_size=12)


def side(passages, dropped):
    """One of the two texts, put together again from the pieces."""
    told = []
    for passage in passages:
        if (passage.before if dropped == "added" else passage.after) is not None:
            told.append("".join(piece.text for piece in passage.pieces if piece.kind != dropped))
    return told


@given(TEXT, TEXT)
def test_both_texts_can_be_put_together_again(before, after):
    passages = compare(before, after)
    assert side(passages, "added") == before
    assert side(passages, "removed") == after


@given(TEXT, TEXT)
def test_places_are_numbered_in_order_on_both_sides(before, after):
    passages = compare(before, after)
    assert [p.before for p in passages if p.before] == list(range(1, len(before) + 1))
    assert [p.after for p in passages if p.after] == list(range(1, len(after) + 1))


@given(TEXT)
def test_a_text_is_like_itself(text):
    passages = compare(text, text)
    assert not any(passage.changed for passage in passages) and only_changes(passages) == []


def test_a_word_that_changed_is_marked_alone():
    (passage,) = compare(["Se revisa en cinco días."], ["Se revisa en siete días."])
    assert [(p.kind, p.text) for p in passage.pieces] == [
        ("same", "Se revisa en "), ("removed", "cinco"), ("added", "siete"), ("same", " días."),
    ]  # fmt: skip


def test_what_stays_far_from_a_change_is_left_out():
    before = [f"Párrafo {n}" for n in range(20)]
    after = [*before[:10], "Otra cosa muy distinta", *before[11:]]
    shown = only_changes(compare(before, after))
    assert shown[0] is None and shown[-1] is None and 3 <= len(shown) <= 7
