"Chance models against published cases, exact enumeration and each other."
import itertools
import networkx as nx, numpy as np, pandas as pd, pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import false_discovery_control

from negotiations.backbones import (_tails, _trade, backbone, degree_probabilities, disparity, mark_significance, network_significance,
                                    noise_corrected, tie_significance)
from negotiations.tables import TableError


def seen(M): return pd.DataFrame([(j, f'r{i}') for i, row in enumerate(M) for j, v in enumerate(row) if v], columns=['place', 'actor_id'])

def _upper_tail(chances, many, weight):
    "p of one pair: the other actor is certain to be everywhere."
    return _tails(np.array([chances, np.ones(len(chances))]), many, np.array([[0, 1, weight]]))[0]


small = [[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]  # the case in the tests of R's backbone, Neal 2022


def matrices(M):
    "All matrices with the sums of M."
    M = np.array(M)
    rows = [[np.isin(range(M.shape[1]), c).astype(int) for c in itertools.combinations(range(M.shape[1]), k)] for k in M.sum(1)]
    return [X for X in map(np.array, itertools.product(*rows)) if (X.sum(0) == M.sum(0)).all()]


def test_bipartite_configuration_model_of_the_published_case():
    P = degree_probabilities(np.array([1, 1, 2]), np.array([1, 1, 2]))
    assert (P.round(3) == [[.216, .216, .568], [.216, .216, .568], [.568, .568, .863]]).all()


def test_sdsm_of_the_published_case():
    "Their approximation of the tail gives .549 where the exact value is .555."
    found = tie_significance(seen(small))
    assert found[['source', 'target', 'weight']].values.tolist() == [['r0', 'r2', 2]]
    assert abs(found.p[0] - .549) < .01


def test_poisson_binomial_tail_of_the_published_case():
    "Their approximation gives .6268."
    p = np.array([.123, .234, .345, .456, .567, .678, .789, .801, .911])
    assert abs(_upper_tail(p, np.ones(9, int), 5) - .6268) < .002


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(0, 9))
def test_poisson_binomial_tail_is_that_of_enumeration(chances, weight):
    exact = sum(np.prod([c if x else 1 - c for c, x in zip(chances, xs)]) for xs in itertools.product((0, 1), repeat=len(chances)) if sum(xs) >= weight)
    assert np.isclose(_upper_tail(np.array(chances), np.ones(len(chances), int), weight), exact, atol=1e-9)


def test_a_tiny_p_keeps_its_digits():
    from scipy.stats import binom
    assert np.isclose(_upper_tail(np.array([.01]), np.array([500]), 60), binom.sf(59, 500, .01), rtol=1e-6)


@settings(max_examples=30, deadline=None)
@given(arrays(int, st.tuples(st.integers(2, 7), st.integers(2, 9)), elements=st.integers(0, 1)))
def test_expected_degrees_are_the_observed(M):
    M = M[M.sum(1) > 0][:, M[M.sum(1) > 0].sum(0) > 0]
    if not M.size: return
    P = degree_probabilities(M.sum(1), M.sum(0))
    assert (P >= 0).all() and (P <= 1).all()
    assert np.allclose(P.sum(1), M.sum(1), atol=1e-4) and np.allclose(P.sum(0), M.sum(0), atol=1e-4)


def test_trades_keep_both_degrees_and_reach_every_matrix_equally():
    M, random, count = np.array(small), np.random.default_rng(0), {}
    places = [set(np.flatnonzero(row).tolist()) for row in M]
    for _ in range(6000):
        _trade(places, 6, random)
        X = np.array([np.isin(range(4), list(s)) for s in places]).astype(int)
        assert (X.sum(0) == M.sum(0)).all() and (X.sum(1) == M.sum(1)).all()
        count[X.tobytes()] = count.get(X.tobytes(), 0) + 1
    assert len(count) == len(matrices(small))
    assert max(count.values()) / min(count.values()) < 1.3


def test_fdsm_is_that_of_enumeration():
    M = [[1, 1, 1, 0, 0], [1, 1, 0, 1, 0], [0, 0, 1, 1, 1], [1, 1, 0, 0, 0]]
    found = tie_significance(seen(M), 'fdsm', trials=4000).set_index(['source', 'target'])
    every = [X @ X.T for X in matrices(M)]
    for (a, b), row in found.iterrows():
        i, j = int(a[1]), int(b[1])
        assert abs(row.p - np.mean([W[i, j] >= row.weight for W in every])) < .03
        assert abs(row.expected - np.mean([W[i, j] for W in every])) < .05


def test_models_agree_on_a_network_with_two_blocks():
    random = np.random.default_rng(3)
    rows = [(p, f'{"ab"[p % 2] if random.random() < .95 else "ba"[p % 2]}{random.integers(6)}') for p in range(900) for _ in range(random.integers(2, 6))]
    frame = pd.DataFrame(rows, columns=['place', 'actor_id']).drop_duplicates()
    sdsm, fdsm = (tie_significance(frame, m, trials=200) for m in ('sdsm', 'fdsm'))
    kept = sdsm.q <= .05
    assert kept.sum() > 20 and (sdsm.source[kept].str[0] == sdsm.target[kept].str[0]).all()
    assert (fdsm.q[kept] <= .05).all()


def test_draws_come_from_the_seed_alone():
    frame = seen(small)
    assert tie_significance(frame, 'fdsm', seed=5).equals(tie_significance(frame.sample(frac=1, random_state=0), 'fdsm', seed=5))


def test_q_is_scipys_false_discovery_rate():
    random = np.random.default_rng(0)
    frame = pd.DataFrame({'place': random.integers(0, 60, 300), 'actor_id': random.integers(0, 12, 300).astype(str)})
    found = tie_significance(frame, over='ties')
    assert np.allclose(found.q, false_discovery_control(found.p))
    n = frame.actor_id.nunique()
    pairs = tie_significance(frame, over='pairs')
    assert np.allclose(pairs.q, false_discovery_control(np.r_[pairs.p, np.ones(n * (n - 1) // 2 - len(pairs))])[:len(pairs)])


def test_no_tie_of_random_mentions_passes():
    "Rare names that meet once have a tiny p; counting all pairs keeps them out."
    random, share = np.random.default_rng(1), 1 / np.arange(1, 5001) ** .9
    frame = pd.DataFrame({'place': random.integers(0, 6000, 20000), 'actor_id': random.choice(5000, 20000, p=share / share.sum()).astype(str)})
    assert not (tie_significance(frame).q <= .05).any()
    assert (tie_significance(frame, over='ties').q <= .05).sum() > 1000


def test_disparity_of_the_published_case():
    "An actor with three even ties: (1 - 1/3)^2 = .444, as in R's backbone; with one tie nothing can be said."
    assert disparity(np.array([1.]), np.array([3.]), np.array([3])).round(3) == .444
    G = nx.Graph([('a', 'b'), ('c', 'd')])
    assert network_significance(G).p.tolist() == [1, 1]


def test_noise_corrected_by_its_moments():
    "The beta prior has the mean and variance that the strengths give it; lift 1 scores 0."
    score, _ = noise_corrected(np.array([4.]), np.array([20.]), np.array([20.]), 100.)
    assert np.isclose(score, 0)
    more, sd = noise_corrected(np.array([8.]), np.array([20.]), np.array([20.]), 100.)
    big, sd_big = noise_corrected(np.array([80.]), np.array([200.]), np.array([200.]), 1000.)
    assert np.isclose(more, big) and np.isclose(more, 1 / 3) and sd_big < sd


def test_marks_and_backbone():
    frame = seen([[1, 1, 1, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1, 1, 0], [0, 0, 0, 1, 1, 0, 0, 0, 0, 1]])
    found = tie_significance(frame, 'fdsm')
    G = nx.from_pandas_edgelist(found, edge_attr='weight')
    marked = mark_significance(G, found)
    assert 'q' not in G.edges['r0', 'r1'] and marked.edges['r0', 'r1']['q'] == found.q[0]
    assert set(backbone(marked, found.q.min()).edges) == {('r0', 'r1')} and set(backbone(marked)) == set(G)
    with pytest.raises(ValueError, match='not tested'): mark_significance(G, found.head(1))
    with pytest.raises(ValueError, match='mark_significance'): backbone(G)
    assert len(tie_significance(frame, skip=[('r1', 'r0')])) == len(found) - 1


def test_wrong_tables_and_empty_ones():
    with pytest.raises(TableError, match='place'): tie_significance(pd.DataFrame({'actor_id': ['a']}))
    assert len(tie_significance(pd.DataFrame({'place': [], 'actor_id': []}))) == 0
    assert len(tie_significance(pd.DataFrame({'place': [1, 1], 'actor_id': ['a', 'a']}))) == 0
    assert len(network_significance(nx.Graph())) == 0
