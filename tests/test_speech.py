"What a reader of 12a_speech should not have to see."
import pandas as pd, pytest

from negotiations.speech import compare_speech, group_speech, likeness, show_utterances
from negotiations.tables import TableError, empty, table

one = 'Let us sit down at the negotiating table in order to stop the dying.'
two = "Fighting is going on. Let's sit down at the negotiating table to stop the death of people"

def corpus(texts, days=None, speakers=None):
    days, speakers = days or ['2022-02-25'] * len(texts), speakers or ['Ana Ruiz'] * len(texts)
    articles = pd.DataFrame({'article_id': [f'a{i}' for i in range(len(texts))], 'date': days, 'text': texts})
    rows = [dict(utterance_id=f'a{i}-u0', article_id=f'a{i}', start=0, end=len(t), speaker=s, said_first=d, said_last=d, date=d) for i, (t, d, s) in enumerate(zip(texts, days, speakers))]
    return table('utterances', rows), articles

def test_two_translations_are_one_speech():
    u, a = corpus([one, two]); grouped = group_speech(u, a)
    assert grouped['speech'].tolist() == ['a0-u0'] * 2 and grouped['carriers'].tolist() == [2, 2]

@pytest.mark.parametrize('texts, days, speakers', [
    ([one, two], ['2022-02-25', '2022-04-25'], None), ([one, two], None, ['Ana Ruiz', 'Eva Holm']), ([one, two], None, [None, None]),
    (['We are ready.', 'We are ready.'], None, None), ([one, 'We will defend our independence, that is how it will go.'], None, None)])
def test_it_abstains(texts, days, speakers):
    assert group_speech(*corpus(texts, days, speakers))['speech'].nunique() == 2

def test_an_unknown_day_is_compared_or_left():
    u, a = corpus([one, two], ['2022-02-25', None])
    assert group_speech(u, a)['speech'].nunique() == 1 and group_speech(u, a, undated='leave')['speech'].nunique() == 2

def test_order_of_rows_changes_nothing():
    u, a = corpus([one, two, one, 'We will meet at the border post on Monday.'])
    back = group_speech(u[::-1], a[::-1]).set_index('utterance_id')['speech'].sort_index()
    assert back.equals(group_speech(u, a).set_index('utterance_id')['speech'].sort_index())

def test_a_sliding_block_compares_every_pair():
    u, a = corpus([f'{one} {i}' for i in range(7)])
    from negotiations import speech
    frame = pd.DataFrame({'row': range(7), 'text': a['text'], 'first': u['said_first'], 'last': u['said_last']})
    pairs = lambda block: sorted(p[:2] for p in speech._near_pairs(frame, pd.Timedelta(days=1), .5, block))
    assert pairs(2) == pairs(500) and len(pairs(2)) == 21

def test_nothing_gives_nothing():
    articles = pd.DataFrame({'article_id': [], 'text': []}, dtype='str')
    assert group_speech(empty('utterances'), articles).empty and compare_speech(empty('utterances'), articles).empty and show_utterances(empty('utterances'), articles) == ''

def test_a_card_escapes_what_texts_bring():
    u, a = corpus(['<script>alert(1)</script> & "more"'], speakers=['<b>x</b>'])
    html = show_utterances(u, a)
    assert '<script' not in html and '<b>x' not in html and '&lt;script&gt;' in html

def test_likeness_is_symmetric():
    assert likeness([one], [two])[0, 0] == likeness([two], [one])[0, 0]
