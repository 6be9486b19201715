"Changes, distances, centralities and communities against outside references and known truth."
import networkx as nx, numpy as np, pandas as pd, pytest
from hypothesis import given, settings, strategies as st
from scipy.spatial.distance import jensenshannon

from negotiations.network_change import (_strata, centralities, communities, community_persistence, compare_networks, distances, network_distance,
                                         adjacency_order, plot_adjacency, plot_centrality)
from negotiations.tables import Period, TableError

periods = [Period('early', '2025-01-01', '2025-01-31'), Period('late', '2025-02-01', '2025-02-28')]


def corpus(seed, outlets=6, each=12, rate=(0.3, 0.3)):
    "Articles of both periods, each with an a-b tie by chance, at another rate in each period; outlets differ."
    random, rows, ties = np.random.default_rng(seed), [], []
    for o in range(outlets):
        slant = random.normal(0, .1)
        for p, period in enumerate(periods):
            for i in range(each):
                article = f'{o}-{p}-{i:02}'
                rows.append((article, period.first, f'outlet {o}'))
                if random.random() < rate[p] + slant: ties += [(article, 'a', 'b')] * random.integers(1, 4)
                ties += [(article, 'a', 'c')]
    return pd.DataFrame(rows, columns=['article_id', 'date', 'outlet']), pd.DataFrame(ties, columns=['article_id', 'source', 'target'])


def test_rates_are_per_hundred_articles():
    articles, ties = corpus(0)
    found = compare_networks(ties, articles, periods, 'early', 'late', resamples=50).set_index(['source', 'target'])
    by_hand = ties[ties.target == 'b'].article_id.str[2].value_counts() * 100 / 72
    assert np.allclose(found.loc[('a', 'b'), ['before', 'after']].astype(float), by_hand.sort_index())
    assert tuple(found.loc[('a', 'c'), ['before', 'after', 'change']]) == (100, 100, 0)
    assert found.loc[('a', 'c'), 'p'] == 1 and found.loc[('a', 'c'), 'kind'] == 'same'


def test_p_is_uniform_without_a_change_and_small_with_one():
    p = [compare_networks(*reversed(corpus(s)), periods, 'early', 'late', resamples=99).set_index('target').p['b'] for s in range(30)]
    assert np.mean(np.array(p) <= .05) <= .17 and .3 < np.mean(p) < .7
    moved = compare_networks(*reversed(corpus(1, rate=(.2, .8))), periods, 'early', 'late', resamples=999).set_index('target').loc['b']
    assert moved.p <= .002 and moved.low > 0 and moved.kind == 'strengthened'


def test_interval_covers_the_true_change():
    truth = (.6 - .3) * 2 * 100
    found = [compare_networks(*reversed(corpus(s, rate=(.3, .6))), periods, 'early', 'late', resamples=99).set_index('target').loc['b'] for s in range(30)]
    assert np.mean([r.low <= truth <= r.high for r in found]) > .8


def test_order_and_seed():
    articles, ties = corpus(3)
    one = compare_networks(ties, articles, periods, 'early', 'late', resamples=99)
    pd.testing.assert_frame_equal(one, compare_networks(ties.sample(frac=1, random_state=1), articles.sample(frac=1, random_state=2), periods[::-1], 'early', 'late', resamples=99))
    back = compare_networks(ties, articles, periods, 'late', 'early', resamples=99)
    assert np.allclose(one.set_index('target').change, -back.set_index('target').change)


def test_what_cannot_be_known_is_empty():
    articles, ties = corpus(4)
    apart = articles[(articles.outlet < 'outlet 3') == (articles.date < '2025-02-01')]
    found = compare_networks(ties, apart, periods, 'early', 'late', resamples=50)
    assert found.p.isna().all() and found.q.isna().all() and found.low.notna().all()
    two = articles.groupby('date').head(1)
    assert compare_networks(ties, two, periods, 'early', 'late', resamples=50).low.isna().all()
    with pytest.raises(ValueError, match="no article is dated in period 'late'"): compare_networks(ties, articles[articles.date < '2025-02-01'], periods, 'early', 'late')
    with pytest.raises(TableError, match='article_id'): compare_networks(ties.drop(columns='article_id'), articles, periods, 'early', 'late')


def test_single_articles_share_a_stratum():
    strata = _strata(pd.Series(['x', 'x', 'y', 'z', None]), np.array([False, False, False, False, True]))
    assert strata[0] == strata[1] and strata[2] == strata[3] and len(set(strata)) == 3


edges = st.dictionaries(st.tuples(st.sampled_from('abc'), st.sampled_from('def')), st.integers(1, 9), min_size=1)


@settings(max_examples=20, deadline=None)
@given(edges, edges, st.sampled_from(sorted(distances)))
def test_distances_are_distances(g, h, measure):
    G, H = (nx.Graph() for _ in 'gh')
    for N, of in ((G, g), (H, h)): N.add_weighted_edges_from((*e, w) for e, w in of.items())
    d = network_distance(G, H, measure)
    assert 0 <= d <= 1 and np.isclose(d, network_distance(H, G, measure)) and network_distance(G, G, measure) < 1e-7
    if not set(g) & set(h): assert np.isclose(d, 1)
    if measure == 'jensen-shannon':
        pairs = sorted({*g, *h})
        assert np.isclose(d, jensenshannon([g.get(p, 0) for p in pairs], [h.get(p, 0) for p in pairs], 2), atol=1e-7)


def test_a_network_without_ties_is_not_compared():
    assert np.isnan(network_distance(nx.Graph(), nx.path_graph(3)))
    G = nx.Graph(); G.add_edge('a', 'b', weight=-1)
    for refuse in (lambda: network_distance(G, G), lambda: centralities(G), lambda: communities(G)):
        with pytest.raises(ValueError, match='pmi'): refuse()


def test_centralities_are_networkx():
    G = nx.les_miserables_graph()
    found = centralities({'novel': G}, ['strength', 'betweenness', 'eigenvector', 'pagerank', 'closeness']).pivot(index='actor_id', columns='measure', values='value')
    assert found.strength.to_dict() == dict(G.degree(weight='weight'))
    numpy = nx.eigenvector_centrality_numpy(G, weight='weight')
    assert np.allclose(found.eigenvector, [abs(numpy[a]) for a in found.index], atol=1e-5)
    H = nx.Graph(); H.add_weighted_edges_from([('a', 'b', 9), ('b', 'c', 9), ('a', 'c', 1)])
    assert centralities(H, ['betweenness']).set_index('actor_id').value.to_dict() == {'a': 0, 'b': 1, 'c': 0}


def test_eigenvector_is_empty_outside_the_largest_part():
    found = centralities(nx.Graph([('a', 'b'), ('b', 'c'), ('x', 'y')]), ['eigenvector']).set_index('actor_id').value
    assert found[['x', 'y']].isna().all() and found['b'] > found['a'] > 0


def test_planted_communities_are_found_and_keep_their_numbers():
    G = nx.planted_partition_graph(4, 15, .7, .03, seed=1)
    H = nx.relabel_nodes(nx.planted_partition_graph(4, 15, .7, .03, seed=2), {i: (i + 15) % 60 for i in range(60)})
    found = communities({'one': nx.relabel_nodes(G, '{:02}'.format), 'two': nx.relabel_nodes(nx.Graph(sorted(H.edges)), '{:02}'.format)})
    for _, part in found.groupby(['period', 'community']): assert len({int(a) // 15 for a in part.actor_id}) == 1
    wide = found.pivot(index='actor_id', columns='period', values='community')
    assert (wide.one == wide.two).all()
    assert (community_persistence(found).overlap == 1).all()


def test_a_new_community_takes_a_new_number():
    K = lambda names: nx.complete_graph(list(names))
    found = communities({'one': nx.compose(K('abc'), K('defg')), 'two': nx.compose(K('abc'), K('xyz')), 'three': nx.compose(K('defg'), K('abc'))})
    number = found.set_index(['period', 'actor_id']).community
    assert number['two', 'a'] == number['one', 'a'] == number['three', 'a']
    assert number['two', 'x'] not in set(number['one'])
    assert number['three', 'd'] == number['one', 'd']


def test_plots_return_their_axes():
    import matplotlib; matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    G = nx.les_miserables_graph()
    ax = plot_adjacency(G)
    assert {p.get_gid() for p in ax.patches if p.get_gid()} == {f'tie|{min(e)}|{max(e)}' for e in G.edges}
    assert adjacency_order(G).actor_id.is_unique and len(adjacency_order(G)) == len(G)
    ax = plt.subplots()[1]
    assert plot_centrality(centralities({'one': G, 'two': nx.Graph([('Valjean', 'Cosette')])}), actors=['Valjean', 'Javert'], ax=ax) is ax
    with pytest.raises(ValueError, match='none of the networks'): plot_centrality(centralities(G), actors=['Nobody'])
    plt.close('all')
