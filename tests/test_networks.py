"Co-mentions against brute force, against networkx, and against themselves."
import itertools
import networkx as nx, numpy as np, pandas as pd, pytest
from hypothesis import given, settings, strategies as st

from negotiations.networks import (appearances, actor_network, co_mentions, networks_by_period, networks_by_window, own_pairs,
                                   sensitivity, tie_evidence, tie_weights, weighted_ties)
from negotiations.tables import Period, TableError, contracts, table

actors = ['Ada', 'Bo', 'Çelik', 'de Vries', None]
rows = st.lists(st.tuples(st.sampled_from('abc'), st.integers(0, 6), st.sampled_from(actors)), max_size=30)
quick = settings(max_examples=8, deadline=None)


def made(rows):
    "Mentions: two sentences a paragraph, each mention at its own place in the text."
    days = {'a': '2025-01-01', 'b': '2025-02-01'}
    return table('mentions', [dict(article_id=a, date=days.get(a), paragraph=s // 2, sentence=s, start=100 * s + i % 90, end=100 * s + i % 90 + 3, actor_id=who)
                              for i, (a, s, who) in enumerate(rows)])

stories = pd.DataFrame({'article_id': list('abc'), 'outlet': ['x', 'y', None], 'story': ['s', 's', None], 'date': ['2025-01-01', '2025-02-01', None]})


def meetings(rows, within, window):
    "Every pair in every place, by looping."
    found = set()
    for (a, s, x), (b, t, y) in itertools.product(rows, rows):
        if a != b or x is None or y is None or x == y or t > s: continue
        near = {'sentence': s == t, 'window': s - t < window, 'paragraph': s // 2 == t // 2, 'article': True}[within]
        place = {'sentence': s, 'window': s, 'paragraph': s // 2, 'article': 0}[within]
        if near: found.add((a, place, min(x, y), max(x, y)))
    return found

levels = [('sentence', 1), ('window', 1), ('window', 2), ('window', 4), ('paragraph', 1), ('article', 1)]


@pytest.mark.parametrize('within, window', levels)
@quick
@given(rows)
def test_ties_are_those_of_brute_force(within, window, rows):
    ties = co_mentions(made(rows), within, window)
    found = meetings(rows, within, window)
    assert len(ties) == len(found)
    got = weighted_ties(ties)
    want = pd.Series([f[2:] for f in found], dtype=object).value_counts().to_dict()
    assert {(a, b): w for a, b, w in got[['source', 'target', 'weight']].itertuples(index=False)} == want
    articles = pd.Series([f[1:] for f in {(f[0], f[2], f[3]) for f in found}], dtype=object).value_counts().to_dict()
    assert {(a, b): n for a, b, n in got[['source', 'target', 'articles']].itertuples(index=False)} == articles


@pytest.mark.parametrize('count', ['place', 'article', 'story', 'outlet'])
@pytest.mark.parametrize('within, window', levels)
@settings(max_examples=3, deadline=None)
@given(rows)
def test_sparse_counts_are_those_of_the_ties(within, window, count, rows):
    mentions = made(rows)
    ties = weighted_ties(co_mentions(mentions, within, window, articles=stories), count)
    fast = tie_weights(mentions, within, window, count, stories)
    assert fast.values.tolist() == ties[['source', 'target', 'weight']].values.tolist()


@pytest.mark.parametrize('within', ['sentence', 'paragraph', 'article'])
@quick
@given(rows)
def test_weights_are_networkx_weighted_projection(within, rows):
    rows = [('z', 0, 'Ada'), *rows] # networkx refuses an empty network
    seen = appearances(made(rows), within)
    B = nx.Graph()
    B.add_nodes_from(seen.actor_id, bipartite=0)
    B.add_nodes_from(('place', p) for p in seen.place)
    B.add_edges_from((a, ('place', p)) for a, p in zip(seen.actor_id, seen.place))
    theirs = nx.bipartite.weighted_projected_graph(B, sorted(set(seen.actor_id)))
    ours = actor_network(co_mentions(made(rows), within), appearances=seen)
    assert set(ours) == set(theirs)
    assert {frozenset(e): ours.edges[e]['weight'] for e in ours.edges} == {frozenset(e): theirs.edges[e]['weight'] for e in theirs.edges}


@quick
@given(rows)
def test_a_weight_recomputes_from_its_evidence(rows):
    mentions = made(rows)
    ties = co_mentions(mentions, 'window', 2, articles=stories)
    periods = [Period('one', '2025-01-01', '2025-01-31'), Period('two', '2025-02-01', '2025-02-28')]
    for G in [actor_network(ties), *networks_by_period(ties, periods).values(), *networks_by_window(ties, 20, 11).values()]:
        for a, b, d in G.edges(data=True):
            rows = tie_evidence(ties, b, a, G)
            assert d['weight'] == d['places'] == len(rows)
            assert d['articles'] == rows.article_id.nunique()
            assert not rows.duplicated(['article_id', 'sentence']).any()
    for count, column in (('article', 'article_id'), ('story', 'story')):
        for a, b, w in actor_network(ties, count=count).edges(data='weight'): assert w == tie_evidence(ties, a, b)[column].nunique()


@quick
@given(rows, st.randoms())
def test_order_of_rows_changes_nothing_and_input_stays(rows, random):
    mentions = made(rows)
    kept = mentions.copy()
    ties = co_mentions(mentions, 'article')
    order = list(range(len(rows)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(co_mentions(mentions.iloc[order], 'article'), ties)
    pd.testing.assert_frame_equal(mentions, kept)
    assert (ties.source < ties.target).all()
    assert list(ties.columns)[:6] == list(contracts['ties'])


@quick
@given(rows)
def test_an_article_alone_gives_its_own_ties(rows):
    mentions = made(rows)
    alone = [co_mentions(part, 'window', 3) for _, part in mentions.groupby('article_id')]
    together = co_mentions(mentions, 'window', 3)
    if alone: pd.testing.assert_frame_equal(pd.concat(alone, ignore_index=True), together)


@quick
@given(rows)
def test_evidence_spans_both_names(rows):
    ties = co_mentions(made(rows), 'window', 3)
    for side in ('source', 'target'): assert ((ties.start <= ties[f'{side}_start']) & (ties.end >= ties[f'{side}_end'])).all()
    assert (ties.sentence == (ties[['source_start', 'target_start']].max(axis=1) // 100)).all()


def test_associations_by_hand():
    mentions = made([('a', 0, 'Ada'), ('a', 0, 'Bo'), ('a', 1, 'Ada'), ('a', 2, 'Bo'), ('a', 3, 'Ada'), ('a', 3, 'Bo'), ('a', 4, 'Çelik'), ('b', 0, 'Çelik')])
    ties, seen = co_mentions(mentions), appearances(mentions)
    weight = lambda name: actor_network(ties, name, appearances=seen)['Ada']['Bo']['weight']
    assert weight('jaccard') == 2 / 4
    assert weight('cosine') == 2 / 3
    assert np.isclose(weight('pmi'), np.log2(6 * 2 / (3 * 3)))
    assert actor_network(ties, 'jaccard', 'article', seen)['Ada']['Bo']['weight'] == 1


def test_kernels_weigh_by_distance_from_the_middle():
    mentions = table('mentions', [dict(article_id=f'{d:02}', date=f'2025-01-{d:02}', sentence=0, actor_id=a) for d in range(1, 22) for a in ('Ada', 'Bo')])
    ties = co_mentions(mentions)
    first = lambda kernel: next(iter(networks_by_window(ties, 21, 7, kernel=kernel).values()))['Ada']['Bo']['weight']
    u = np.abs(np.arange(1, 22) - 11) / 10.5
    assert first('uniform') == 21
    assert np.isclose(first('triangular'), (1 - u).sum())
    assert np.isclose(first('epanechnikov'), (1 - u**2).sum())
    assert np.isclose(first('gaussian'), np.exp(-(3*u)**2 / 2).sum())


def test_own_offices_media_and_skipped_pairs_are_no_ties():
    register = {'actors': table('actors', [dict(actor_id=a, kind=k, parent=p) for a, k, p in
                                           [('State', 'state', None), ('Palace', 'office', 'State'), ('President', 'person', 'State'), ('Daily', 'medium', None), ('Other', 'state', None)]])}
    mentions = table('mentions', [dict(article_id='a', sentence=0, actor_id=a) for a in register['actors'].actor_id])
    pairs = lambda **options: set(map(tuple, co_mentions(mentions, register=register, **options)[['source', 'target']].values))
    assert pairs() == {('Other', 'Palace'), ('Other', 'President'), ('Other', 'State')}
    assert pairs(own='office') - pairs() == {('President', 'State')}
    assert ('Daily', 'Other') in pairs(leave_out=())
    assert pairs(skip=[('State', 'Other')]) == {('Other', 'Palace'), ('Other', 'President')}
    assert len(tie_weights(mentions, skip=own_pairs(register['actors']))) == 7


def test_copies_count_once():
    mentions = made([(a, 0, who) for a in 'abc' for who in ('Ada', 'Bo')])
    assert co_mentions(mentions, articles=stories, copies='once').article_id.tolist() == ['a', 'c']
    assert actor_network(co_mentions(mentions, articles=stories), count='story')['Ada']['Bo']['weight'] == 2
    with pytest.raises(ValueError, match='needs articles'): co_mentions(mentions, copies='once')


def test_an_edge_list_from_elsewhere():
    G = actor_network(pd.DataFrame({'source': ['b', 'a'], 'target': ['a', 'c'], 'weight': [2, 0.5]}))
    assert dict(G['a']) == {'b': {'weight': 2}, 'c': {'weight': 0.5}}
    with pytest.raises(TableError, match='two different actors'): actor_network(pd.DataFrame({'source': ['a'], 'target': ['a']}))
    with pytest.raises(TableError, match="lack \\['source', 'target'\\]"): actor_network(made([]))


def test_what_cannot_be_placed_is_refused():
    mentions = made([('a', 0, 'Ada'), ('a', 1, 'Bo')])
    mentions.loc[1, 'sentence'] = pd.NA
    with pytest.raises(TableError, match='1 of 2 mentions have no sentence number'): co_mentions(mentions)
    assert len(co_mentions(mentions, 'article')) == 1
    with pytest.raises(ValueError, match='window=0'): co_mentions(mentions, 'window', 0)
    with pytest.raises(TableError, match='named in mentions but not in articles'): co_mentions(mentions.head(1), articles=stories.tail(1))


def test_panel_names_what_drops_out():
    mentions = made([(a, s, who) for a, s, who in [('a', 0, 'Ada'), ('a', 0, 'Bo'), ('b', 0, 'Ada'), ('b', 0, 'Bo'), ('b', 2, 'Bo'), ('b', 2, 'Çelik')]])
    panel = sensitivity(mentions, stories, top=1).set_index(['choice', 'value'])
    assert panel.loc[('as chosen', ''), 'kept'] == 1
    assert panel.loc[('without outlet', 'y'), 'kept'] == 0.5
    assert panel.loc[('copies', 'once'), 'ties'] == 1
    assert {'within', 'count', 'weight', 'copies', 'without outlet'} < set(panel.index.get_level_values(0))


def test_media_make_no_tie_when_mentions_say_who_they_are():
    named = pd.DataFrame({'article_id': ['a']*3, 'sentence': [0]*3, 'actor_id': ['Iran', 'Oman', 'The Daily Paper'], 'kind': ['state', 'state', 'medium']})
    assert co_mentions(named)[['source', 'target']].to_numpy().tolist() == [['Iran', 'Oman']]
    assert len(co_mentions(named, leave_out=())) == len(co_mentions(named.drop(columns='kind'))) == 3


def test_a_tie_between_two_days_is_in_the_period_that_holds_both():
    named = pd.DataFrame({'article_id': ['a', 'a', 'b', 'b'], 'sentence': 0, 'actor_id': ['Iran', 'Oman']*2, 'date': pd.NaT,
                          'date_first': pd.to_datetime(['2025-04-12']*2 + ['2025-04-28']*2), 'date_last': pd.to_datetime(['2025-04-14']*2 + ['2025-05-03']*2)})
    networks = networks_by_period(co_mentions(named), [Period('april', '2025-04-01', '2025-04-30'), Period('may', '2025-05-01', '2025-05-31')], appearances(named))
    assert networks['april']['Iran']['Oman']['weight'] == 1 and not len(networks['may'])
