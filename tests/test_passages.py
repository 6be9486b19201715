"Evidence: a row opens to its own words or to none."
import pandas as pd, pytest
from hypothesis import given, settings, strategies as st

from negotiations.passages import evidence
from negotiations.tables import TableError, table


@given(st.text(max_size=80), st.data())
@settings(max_examples=60, deadline=None)
def test_words_before_and_after_join_to_a_piece_of_the_text(text, drawn):
    start = drawn.draw(st.integers(0, len(text)))
    end = drawn.draw(st.integers(start, len(text)))
    articles = pd.DataFrame({'article_id': ['a'], 'text': [text]})
    row = evidence(pd.DataFrame({'article_id': ['a'], 'start': [start], 'end': [end]}), articles).iloc[0]
    assert row.text == text[start:end] and row.before + row.text + row.after in text


def test_a_row_whose_words_are_not_in_the_article_is_an_error():
    articles = pd.DataFrame({'article_id': ['a'], 'text': ['Iran is ready to talk.']})
    said = table('statements', [dict(article_id='a', start=0, end=21, text='Iran is ready to talk')])
    assert evidence(said, articles).text[0] == 'Iran is ready to talk'
    with pytest.raises(TableError, match='does not say'): evidence(said.assign(text='Iran will never talk!'), articles)
