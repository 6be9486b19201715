"Names: properties on any string, the cases that rules must not lose, grouping, and a pipeline made here."
from types import SimpleNamespace

import pandas as pd, pytest
from hypothesis import given, settings, strategies as st

from negotiations.tables import TableError, split_sentences, table
from negotiations.names import _words, as_register, find_names, suggest_actors

words = st.sampled_from(['The', 'Ministry', 'of', 'Defence', 'said', 'Kadir', 'Ombaye', "Ombaye's", 'in', 'Oman', 'and', 'U.S.', 'President', '"', '.', ',', '\n\n', '\n', 'al-Amr', 'NSL', '(NSL)', '’', '—', 'é', 'Ö', '\u200b', 'met', 'on', 'Friday', 'People', "'s", '&'])
texts = st.one_of(st.text(max_size=120), st.lists(words, max_size=40).map(' '.join))
quick = settings(max_examples=40, deadline=None)


def made(*texts): return pd.DataFrame({'article_id': [f'a{n}' for n in range(len(texts))], 'text': list(texts)})


def named(text): return dict(find_names(made(text))[['text', 'kind']].to_numpy())


@quick
@given(texts)
def test_names_slice_to_their_text_and_do_not_overlap(text):
    found = find_names(made(text))
    assert all(text[r.start:r.end] == r.text and r.text.strip() == r.text and r.text for r in found.itertuples())
    assert (found.start.iloc[1:].to_numpy() >= found.end.iloc[:-1].to_numpy()).all()
    sentences = split_sentences(made(text)).set_index('sentence')
    assert all(sentences.start[r.sentence] <= r.start and r.end <= sentences.end[r.sentence] for r in found.itertuples())


@quick
@given(st.lists(texts, min_size=1, max_size=4))
def test_articles_do_not_touch_each_other(many):
    frame = made(*many)
    alone = pd.concat([find_names(frame.iloc[[n]]) for n in range(len(frame))], ignore_index=True)
    pd.testing.assert_frame_equal(find_names(frame), alone)


@settings(max_examples=15, deadline=None)
@given(st.lists(texts, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_order_of_articles_does_not_matter_for_suggestions(many, random):
    frame = made(*many)
    order = list(range(len(frame))); random.shuffle(order)
    pd.testing.assert_frame_equal(suggest_actors(frame), suggest_actors(frame.iloc[order]))


@quick
@given(st.text(max_size=80))
def test_every_word_is_read_once(text):
    spans = [(s, e) for s, e, _ in _words(text, 0, len(text))]
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:])) and {c for c in text if c.isalnum()} <= {c for s, e in spans for c in text[s:e]}


@pytest.mark.parametrize('text, wanted', [
    ('Talks were led by President Samia Hassan of Tanzania.', {'Samia Hassan': 'person', 'Tanzania': 'place'}),
    ('The Ministry of Foreign Affairs replied.', {'Ministry of Foreign Affairs': 'organisation'}),
    ('He met Ursula von der Leyen and Ahmed al-Amr.', {'Ursula von der Leyen': 'person', 'Ahmed al-Amr': 'person'}),
    ('US Secretary of State Marco Rubio flew to Riyadh on Monday.', {'US': 'place', 'Marco Rubio': 'person', 'Riyadh': 'place'}),
    ('The United States of America and Saudi Arabia agreed.', {'United States of America': 'place', 'Saudi Arabia': 'place'}),
    ('Hundreds marched. Police watched. However, nobody spoke.', {}),
    ('Afghan Ambassador Hamdullah Mohib spoke for the Afghan Foreign Ministry.', {'Hamdullah Mohib': 'person', 'Afghan Foreign Ministry': 'organisation'}),
    ("We'll see, said Kadir Ombaye. I'm sure they’re late.", {'Kadir Ombaye': 'person'}),
    ('The Food and Drug Administration met Muslim leaders in March.', {'Food and Drug Administration': 'organisation'}),
    ("Oman's envoy left the port of Zarkand.", {'Oman': 'place', 'Zarkand': 'place'}),
])
def test_cases(text, wanted): assert named(text) == wanted


def test_a_common_word_is_a_surname_where_the_article_says_so():
    assert named('She met Michelle Fields there. Later Fields left.') == {'Michelle Fields': 'person', 'Fields': 'person'}
    assert 'Fields' not in named('The farmers said Fields were wet.')


def test_a_headline_gives_only_what_is_known():
    found = named('Peace Talks Stall As Oman Waits For Answer\n\nMuch was said.')
    assert found == {'Oman': 'place'}


def test_sentences_may_be_given():
    frame = made('Kadir Ombaye left. He met Dilnoza Zorvan in Oman.')
    pd.testing.assert_frame_equal(find_names(frame), find_names(frame, split_sentences(frame)))


def test_a_pipeline_stands_in_for_the_rules():
    def nlp(text): return SimpleNamespace(ents=[SimpleNamespace(start_char=text.index('Ombaye'), end_char=text.index('Ombaye') + 6, label_='PERSON'), SimpleNamespace(start_char=0, end_char=3, label_='DATE')])
    found = find_names(made('May ended. Then Ombaye came.'), nlp=nlp)
    assert found[['sentence', 'text', 'kind']].to_numpy().tolist() == [[1, 'Ombaye', 'person']]


def test_a_real_pipeline_where_spacy_is_there():
    spacy = pytest.importorskip('spacy')
    nlp = spacy.blank('en'); nlp.add_pipe('entity_ruler').add_patterns([{'label': 'GPE', 'pattern': 'Oman'}])
    assert find_names(made('He went to Oman.'), nlp=nlp).kind.tolist() == ['place']


corpus = made('Uzbek Foreign Minister Dilnoza Zorvan spoke. Zorvan left. Kadir Ombaye, a spokesman for the Northern Salt League (NSL), was silent.', 'The NSL and D. Zorvan met Sergei Lavrov, Sergei Shoigu and Serhii Nykyforov. Sergii Nykyforov was late.')


def test_variants_are_one_row_and_shared_first_names_stay_apart():
    found = suggest_actors(corpus).set_index('actor_id')
    assert found.n['Dilnoza Zorvan'] == 3 and set(found.aliases['Dilnoza Zorvan'].split(' | ')) == {'Zorvan', 'D. Zorvan'}
    assert found.aliases['Northern Salt League'] == 'NSL' and found.articles['Northern Salt League'] == 2
    assert {'Sergei Lavrov', 'Sergei Shoigu'} <= set(found.index) and found.n['Serhii Nykyforov' if 'Serhii Nykyforov' in found.index else 'Sergii Nykyforov'] == 2


def test_description_and_country():
    found = suggest_actors(corpus).set_index('actor_id')
    assert found.descriptions['Dilnoza Zorvan'] == 'Uzbek Foreign Minister' and found.parent['Dilnoza Zorvan'] == 'Uzbekistan'
    assert found.descriptions['Kadir Ombaye'] == 'spokesman for the Northern Salt League'


def test_what_is_known_is_left_out_and_the_nearest_is_named():
    register = {'actors': table('actors', [dict(actor_id='Sergei Lavrov', kind='person'), dict(actor_id='Dilnoza Zorwan', kind='person')]), 'aliases': table('aliases', [dict(actor_id='Sergei Lavrov', alias='Lavrov', form='short')])}
    found = suggest_actors(corpus, register=register).set_index('actor_id')
    assert 'Sergei Lavrov' not in found.index and found.nearest['Dilnoza Zorvan'] == 'Dilnoza Zorwan' and found.likeness['Dilnoza Zorvan'] > 90
    start = corpus.text[0].index('Kadir')
    mentions = table('mentions', [dict(article_id='a0', start=start, end=start + 12, actor_id='Ombaye')])
    assert 'Kadir Ombaye' not in set(suggest_actors(corpus, mentions).actor_id)


def test_suggestions_become_a_register():
    kept = as_register(suggest_actors(corpus).query("kind != 'place'"))
    assert set(kept['actors'].columns) >= {'actor_id', 'name', 'kind', 'side', 'wikidata', 'parent'} and 'Zorvan' in set(kept['aliases'].alias)
    with pytest.raises(TableError, match='Pass rows of suggest_actors'): as_register(corpus)


def test_nothing_gives_nothing_and_input_is_not_changed():
    none = find_names(made())
    assert not len(none) and list(none.columns) == ['article_id', 'sentence', 'start', 'end', 'text', 'kind'] and not len(suggest_actors(made()))
    before = corpus.copy(); suggest_actors(corpus)
    pd.testing.assert_frame_equal(corpus, before)
    assert not len(find_names(pd.DataFrame({'article_id': ['a'], 'text': [None]})))


def test_two_articles_with_one_id_are_an_error():
    with pytest.raises(ValueError, match="'a' twice"): suggest_actors(pd.DataFrame({'article_id': ['a', 'a'], 'text': ['Ana Lima spoke.', 'Rui Costa spoke.']}))
