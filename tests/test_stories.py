"Exact similarity against sets, order of rows, chains, and passages against the text."
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from negotiations.stories import find_copies, find_passages, group_stories

words = [f'{a}{b}' for a in ('ta', 're', 'mi', 'so', 'lu', 'ne', 'ka', 'po') for b in ('lor', 'nak', 'vim', 'dus', 'fet', 'gan', 'hub', 'zil')]


def text(seed, n=80):
    "Words in an order of their own."
    import random
    rng = random.Random(seed)
    return ' '.join(rng.choice(words) for _ in range(n))


def frame(*texts, ids=None, dates=None):
    return pd.DataFrame({'article_id': list(ids or 'abcdefgh'[:len(texts)]), 'text': list(texts), 'date': pd.to_datetime(pd.Series(dates or [None]*len(texts)))})


def jaccard(a, b, size=5):
    "Similarity by plain Python sets."
    a, b = ({tuple(t.lower().split()[i:i + size]) for i in range(len(t.split()) - size + 1)} for t in (a, b))
    return len(a & b)/len(a | b)


def test_similarity_is_exact():
    a, b = text(1, 100), text(1, 100).replace(text(1, 100).split()[50], 'x', 1) + ' y z'
    found = find_copies(frame(a, b, text(2)))
    assert len(found) == 1 and found['similarity'][0] == pytest.approx(jaccard(a, b))


def test_earliest_names_the_story_whatever_the_order():
    a, later = text(1), text(1) + ' more'
    articles = frame(a, later, text(2), ids=['z', 'y', 'x'], dates=['2022-02-27', '2022-02-26', None])
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        found = group_stories(articles.iloc[order]).set_index('article_id')['story']
        assert found.to_dict() == {'z': 'y', 'y': 'y', 'x': 'x'}


def test_chain_is_one_story():
    base = text(1, 100).split()
    found = group_stories(frame(*(' '.join(base[n:n + 85]) for n in (0, 7, 14))), threshold=.8)
    assert found['story'].tolist() == ['a', 'a', 'a']


def test_empty_and_short_texts_stand_alone():
    assert group_stories(frame('', '', 'one', 'two', None))['story'].tolist() == list('abcde')
    assert group_stories(frame('Three words here', 'three WORDS, here!'))['story'].tolist() == ['a', 'a']


def test_no_articles():
    empty = frame().astype({'article_id': 'str', 'text': 'str'})
    assert len(group_stories(empty)) == len(find_copies(empty)) == len(find_passages(empty)) == 0


def test_abridged_copy_is_contained():
    whole = text(3, 100)
    found = find_copies(frame(whole, ' '.join(whole.split()[:65])))
    assert found['containment'][0] == 1 and .6 < found['similarity'][0] < .7


def test_passages_go_to_the_earliest_article():
    shared = text(9, 20)
    found = find_passages(frame(f'{text(1)} {shared}', f'{shared} {text(2)}', f'{text(3)} {shared} {text(4)}'))
    assert found[['article_id', 'other', 'words']].values.tolist() == [['b', 'a', 20], ['c', 'a', 20]]
    assert found['text'].tolist() == [shared]*2


def test_passage_within_one_article_is_none():
    assert find_passages(frame(text(1, 30) + ' ' + text(1, 30))).empty


def test_input_stays():
    articles = frame(text(1), text(1))
    before = articles.copy(deep=True)
    group_stories(articles), find_passages(articles)
    pd.testing.assert_frame_equal(articles, before)


pieces = st.lists(st.sampled_from([text(1, 15), text(2, 15), 'a b c d', '“É” – ß', '\n\n', 'İ', '\0', '']), max_size=5).map(' '.join)

@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(pieces, st.text(max_size=40)), max_size=5))
def test_any_texts(texts):
    articles = frame(*texts)
    plain = dict(zip(articles['article_id'], texts))
    for p in find_passages(articles).itertuples():
        assert plain[p.article_id][p.start:p.end] == p.text and p.other < p.article_id
        assert plain[p.other][p.other_start:p.other_end].casefold().split()[0] == p.text.casefold().split()[0] or not p.text.isascii()
    story = group_stories(articles).set_index('article_id')['story']
    assert all(story[s] == s for s in story)
