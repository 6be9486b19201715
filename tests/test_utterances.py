"What a reader of 12_utterances should not have to see: properties of any text, and odd quotation marks."
import pandas as pd
from hypothesis import given, settings, strategies as st

from negotiations.utterances import find_quotations, find_utterances

words = ['Ana Ruiz', 'said', 'that', 'talks', 'would', 'resume', ',', '.', '"', '“', '”', "'", '’', "''", '\n', '\n\n', 'told', 'Reuters', 'according to', ':', 'MR. PRICE:', 'I', 'we', '?', ' ', 'é', '😀', 'said:']
texts = st.lists(st.sampled_from(words), max_size=60).map(' '.join) | st.text(max_size=300)

def one(text): return find_utterances(pd.DataFrame({'article_id': ['a'], 'text': [text]}))

@settings(max_examples=300, deadline=None)
@given(texts)
def test_any_text_gives_spans_that_slice(text):
    for r in one(text).to_dict('records'):
        assert 0 <= r['start'] < r['end'] <= len(text)
        pieces = [tuple(map(int, p.split('-'))) for p in r['spans'].split(';')]
        assert (pieces[0][0], pieces[-1][1]) == (r['start'], r['end']) and all(a < b for a, b in pieces)
        assert all(a[1] <= b[0] for a, b in zip(pieces, pieces[1:]))
        if pd.notna(r['cue']): assert text[r['cue_start']:r['cue_end']] == r['cue']
        if pd.notna(r['speaker_start']): assert text[r['speaker_start']:r['speaker_end']] == r['speaker_text']

@settings(max_examples=200, deadline=None)
@given(texts)
def test_quotations_stay_inside_a_paragraph(text):
    assert all('\n\n' not in text[a:b] for a, b in find_quotations(text))

def test_an_odd_mark_does_not_swallow_the_rest():
    found = one('"We are ready to talk, said Ana Ruiz.\n\nBob Lee said that it was late.\n\nThe end came.')
    assert found['end'].max() < 75 and len(found) == 2
