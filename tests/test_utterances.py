"What a reader of 12_utterances should not have to see: properties of any text, genres, odd quotation marks."
import re

import pandas as pd, pytest
from hypothesis import given, settings, strategies as st

from negotiations.tables import TableError, contracts
from negotiations.utterances import find_quotations, find_utterances

words = ['Ana Ruiz', 'said', 'that', 'talks', 'would', 'resume', ',', '.', '"', '“', '”', "'", '’', "''", '\n', '\n\n', 'told', 'Reuters', 'according to',
         ':', 'MR. PRICE:', 'I', 'we', '?', ' ', 'é', '😀', 'said:', 'and', 'was quoted by', 'as saying', 'It was reported', 'https://a.b/c']
texts = st.lists(st.sampled_from(words), max_size=60).map(' '.join) | st.text(max_size=200)

def one(text, **more): return find_utterances(pd.DataFrame({'article_id': ['a'], 'text': [text]}), **more)
def pieces(row): return [tuple(map(int, p.split('-'))) for p in row['spans'].split(';')]

@pytest.mark.parametrize('how', ['tagger', 'rules'])
@settings(max_examples=40, deadline=None)
@given(text=texts)
def test_any_text_gives_spans_that_slice(how, text):
    for r in one(text, how=how).to_dict('records'):
        spans = pieces(r)
        assert 0 <= r['start'] < r['end'] <= len(text) and (spans[0][0], spans[-1][1]) == (r['start'], r['end'])
        assert all(a < b for a, b in spans) and all(a[1] <= b[0] for a, b in zip(spans, spans[1:]))
        if pd.notna(r['cue']): assert text[r['cue_start']:r['cue_end']] == r['cue'] != ''
        if pd.notna(r['speaker_start']): assert text[r['speaker_start']:r['speaker_end']] == r['speaker_text'] != ''

@settings(max_examples=50, deadline=None)
@given(texts)
def test_quotations_are_apart_and_stay_inside_a_paragraph(text):
    found = find_quotations(text)
    assert all('\n\n' not in text[a:b] for a, b in found) and all(a[1] <= b[0] for a, b in zip(found, found[1:]))

def test_columns_and_types_are_the_same_with_and_without_rows():
    full, none = one('Ana Ruiz said that talks would resume.'), one('Nothing.')
    assert len(full) and none.empty and full.dtypes.equals(none.dtypes) and list(full.columns)[:len(contracts['utterances'])] == list(contracts['utterances'])

def test_an_odd_mark_does_not_swallow_the_rest():
    text = '"We are ready to talk, said Ana Ruiz.\n\nBob Lee said that it was late.\n\n“The end came.\n\nNothing else was heard.'
    found = one(text)
    assert [text[r['start']:r['end']] for r in found.to_dict('records')][:2] == ['"We are ready to talk,', 'that it was late'] and found['end'].max() <= text.index('Nothing')

def test_rows_do_not_depend_on_the_other_articles():
    texts = ['“We will come,” said Ana Ruiz.', 'Bob Lee told Reuters that talks would resume on Monday.', 'According to the ministry, the bridge is open.']
    articles = pd.DataFrame({'article_id': list('abc'), 'text': texts})
    whole = find_utterances(articles)
    parts = pd.concat([find_utterances(articles.iloc[[i]]) for i in (2, 0, 1)])
    pd.testing.assert_frame_equal(whole, parts.sort_values('utterance_id').reset_index(drop=True))

def test_a_long_text_is_read_like_its_parts():
    line = 'Bob Lee told Reuters that talks would resume on Monday.'
    found = one('\n\n'.join([line] * 150))
    assert len(found) == 150 and found['via'].eq('Reuters').all()

def test_speakers_come_from_mentions():
    text = 'Both Ana Ruiz and Bob Lee said that they would come. A spokesman for Bob Lee said that it was late.'
    at = lambda name, k=0: text.index(name, k)
    mentions = pd.DataFrame([('a', s, s + len(n), n) for n, s in [('Ana Ruiz', at('Ana')), ('Bob Lee', at('Bob')), ('Bob Lee', at('Bob', 30))]], columns=['article_id', 'start', 'end', 'actor_id'])
    found = find_utterances(pd.DataFrame({'article_id': ['a'], 'text': [text]}), mentions)
    assert found['speaker'].fillna('').tolist() == ['Ana Ruiz', 'Bob Lee', ''] and found['spans'].nunique() == 2 and found['utterance_id'].is_unique

def test_a_medium_relays_and_does_not_speak():
    text = 'The bridge was destroyed on Monday, according to Reuters.'
    mentions = pd.DataFrame([('a', text.index('Reuters'), text.index('Reuters') + 7, 'Reuters')], columns=['article_id', 'start', 'end', 'actor_id'])
    row = find_utterances(pd.DataFrame({'article_id': ['a'], 'text': [text]}), mentions).iloc[0]
    assert row['via'] == 'Reuters' and pd.isna(row['speaker']) and row['speaker_text'] == 'Reuters'

@pytest.mark.parametrize('text, kind, speaker, content', [
    ('Ruiz was quoted by Reuters as saying that talks had failed.', 'indirect', 'Ruiz', 'that talks had failed'),
    ('Talks with Arland to resume within days, ministry says', 'indirect', 'ministry', 'Talks with Arland to resume within days'),
    ('Ruiz said in the video:\n\nLet us meet at the bridge.\n\nThe video was short.', 'block', 'Ruiz', 'Let us meet at the bridge.'),
    ('“We are ready,” Ruiz said. “The other side is not.”', 'direct', 'Ruiz', '“We are ready,” Ruiz said. “The other side is not.”')])
def test_forms_of_speech(text, kind, speaker, content):
    row = one(text).iloc[0]
    assert (row['kind'], row['speaker_text'], text[row['start']:row['end']]) == (kind, speaker, content)

def test_turns_of_a_briefing():
    found = one('QUESTION: Will there be talks?\n\nMR. PRICE: We are ready.\n\nThat has not changed.\n\nQUESTION: When?\n\nMR. PRICE: On Monday.')
    turns = found[found['rule'] == 'label']
    assert turns['speaker_text'].tolist() == ['QUESTION', 'MR. PRICE', 'MR. PRICE', 'QUESTION', 'MR. PRICE'] and turns['kind'].eq('block').all()

def test_a_parser_finds_a_speaker():
    class Token:
        def __init__(self, text, idx, dep='', children=()): self.text, self.idx, self.dep_, self.children = text, idx, dep, children
        subtree = property(lambda self: [self])
        def __len__(self): return len(self.text)
    text = 'Rumour has it that Ruiz said that it was late.'
    from negotiations import utterances as U
    assert U._parsed([Token('said', 24, children=[Token('Ruiz', 19, 'nsubj')])], (24, 28)) == (19, 23) and one(text, nlp=lambda t: []).equals(one(text))

def test_bad_input_stops_at_the_door():
    with pytest.raises(TableError, match='article_id'): find_utterances(pd.DataFrame({'text': ['x']}))
    with pytest.raises(ValueError, match="'tagger' or 'rules'"): one('x', how='parser')

@pytest.mark.parametrize('text, blocks', [
    ('We have always held talks dear. “We will come,” Ruiz told a reporter.', ['We have always held talks dear.']),
    ('“We will come back,” Ruiz said. Our door stays open. It opens to all of us.', ['Our door stays open.', 'It opens to all of us.']),
    ('“The aim is a bridge for all,” Ruiz said. This has to be the place to start.', ['This has to be the place to start.']),
    ('“The aim is a bridge for all,” Ruiz said. This was the place to start.', []),
    ('“We will come back,” Ruiz told us. We met her at our office.', []),
    ('“We will come back,” Ruiz said. I think not.\n\nWe know her. My friends doubt it.', []),
    ('“We will come back,” Ruiz said.\n\nOur door stays open.', [])])
def test_sentences_that_lost_their_marks(text, blocks):
    found = one(text); found = found[found['kind'] == 'block']
    assert [text[r['start']:r['end']] for r in found.to_dict('records')] == blocks and found['speaker_text'].eq('Ruiz').all()

def test_a_block_without_a_speaker_goes_to_the_one_heard_twice():
    text = 'Ruiz said that it was late. Ruiz added that talks would resume.\n\nIt appears that the leaders stay,\n\nWe will defend our bridge.'
    at = [m.start() for m in re.finditer('Ruiz', text)]
    mentions = pd.DataFrame([('a', s, s + 4, 'Ana Ruiz') for s in at], columns=['article_id', 'start', 'end', 'actor_id'])
    for named, speaker in ((mentions, 'Ana Ruiz'), (mentions.head(1), None)):
        row = find_utterances(pd.DataFrame({'article_id': ['a'], 'text': [text]}), named).iloc[-1]
        assert (row['kind'], row['speaker'] if pd.notna(row['speaker']) else None) == ('block', speaker) and pd.isna(row['speaker_text'])

@pytest.mark.parametrize('text, speaker, content', [
    ('Ruiz confirms truce talks with Arland', 'Ruiz', 'truce talks with Arland'),
    ('Calling the talks “a waste of time”, the minister urged Holm to come.', 'the minister', 'the talks “a waste of time”'),
    ('Ruiz voiced scepticism on Friday.', 'Ruiz', 'scepticism')])
def test_headlines_participles_and_voiced_feelings(text, speaker, content):
    row = one(text).iloc[0]
    assert speaker in row['speaker_text'] and text[row['start']:row['end']] == content

def test_against_claims_is_no_headline_of_speech():
    assert not one('Ana Ruiz Defends Herself Against Claims She Lied About Her Past')['rule'].eq('phrase').any()

def test_what_a_medium_quotes_is_read_again():
    text = 'According to Reuters: "The offer came after a call in which Ruiz said that she was ready, and Holm urged Arland to wait for a better day."'
    inner = one(text); inner = inner[inner['rule'] == 'relayed']
    assert inner['speaker_text'].tolist() == ['Ruiz', 'Holm'] and inner['via'].eq('Reuters').all() and inner['kind'].eq('indirect').all()
