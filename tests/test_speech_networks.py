"Who speaks about whom and to whom, and who agrees, by hand and by brute force."
import itertools
import pandas as pd
from hypothesis import given, settings, strategies as st

from negotiations.speech_networks import agreement_network, agreements, speech_network, speech_ties
from negotiations.tables import table

mentions = table('mentions', [dict(article_id='a', start=s, end=s + 3, actor_id=who) for s, who in [(0, 'Ada'), (10, 'Bo'), (30, 'Bo'), (40, 'Ada'), (50, 'Cy'), (55, None), (60, 'Cy')]])
said = dict(article_id='a', speaker='Ada', start=25, end=70, cue_start=4, date='2025-01-01')


def test_about_are_those_inside_the_words_once_each():
    found = speech_ties(table('utterances', [dict(said, utterance_id='u')]), mentions)
    assert found[['source', 'target']].values.tolist() == [['Ada', 'Bo'], ['Ada', 'Cy']]
    G = speech_network(table('utterances', [dict(said, utterance_id='u'), dict(said, utterance_id='v', start=45)]), mentions)
    assert G.is_directed() and G['Ada']['Cy']['weight'] == 2 and G['Ada']['Bo'] == {'weight': 1, 'articles': 1, 'first': '2025-01-01', 'last': '2025-01-01'}


def test_addressee_needs_a_cue_that_takes_one_and_stands_near():
    to = lambda **more: speech_ties(table('utterances', [dict(said, utterance_id='u', **more)]), mentions, 'to').target.tolist()
    assert to(cue='Told', cue_end=8) == ['Bo'] == to(cue='has warned', cue_end=8)
    assert to(cue='said', cue_end=8) == [] == to(cue='told', cue_end=15) == to()


def test_no_speaker_no_tie():
    assert len(speech_ties(table('utterances', [dict(said, speaker=None, utterance_id='u')]), mentions)) == 0


rows = st.lists(st.tuples(st.sampled_from('abc'), st.sampled_from('xy'), st.sampled_from([-1, 0, 1])), max_size=12)


@settings(max_examples=40, deadline=None)
@given(rows)
def test_agreement_is_that_of_brute_force(rows):
    statements = pd.DataFrame(rows, columns=['holder', 'issue', 'stance'])
    found = {tuple(r) for r in agreements(statements)[['source', 'target', 'issue', 'sign']].values}
    assert found == {(a, b, i, x * y) for (a, i, x), (b, j, y) in itertools.product(rows, rows) if a < b and i == j and x * y}
    for a, b, d in agreement_network(statements).edges(data=True): assert d['weight'] == d['agree'] - d['disagree'] == sum(s for p, q, _, s in found if (p, q) == tuple(sorted((a, b))))
