"Speed and memory of co-mention counting, beside networkx's projection of the same mentions."
import argparse, gc, resource, sys
from multiprocessing import Pipe, get_context
from pathlib import Path
from time import perf_counter

import networkx, numpy as np, pandas as pd, scipy.sparse # loaded before measuring: the memory of libraries is not that of counting

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from negotiations.networks import actor_network, co_mentions, tie_weights


def accuracy(data):
    "Co-mentions have no gold of their own: they are as good as the mentions."
    return []


def synthetic_mentions(n=1_000_000, actors=5000, seed=0):
    "Mentions of actors whose frequency falls with their rank, 3.3 a sentence, 30 sentences an article."
    random = np.random.default_rng(seed)
    share = 1 / np.arange(1, actors + 1) ** 0.9
    sentence = np.sort(random.integers(0, int(n / 3.3), n))
    article, actor = sentence // 30, random.choice(actors, n, p=share / share.sum())
    names = np.array([f'actor {i:05}' for i in range(actors)], object)
    return pd.DataFrame({'article_id': pd.Series(np.array([f'{i:06}' for i in range(article.max() + 1)], object)[article], dtype='str'),
                         'date': pd.Timestamp('2022-01-01') + pd.to_timedelta(article % 1000, unit='D'), 'paragraph': sentence % 30 // 3, 'sentence': sentence % 30,
                         'start': sentence % 30 * 200 + random.integers(0, 150, n), 'end': sentence % 30 * 200 + 160, 'actor_id': pd.Series(names[actor], dtype='str')})


def by_networkx(mentions):
    "The weighted projection of the two-mode network."
    nx = networkx
    B, actors = nx.Graph(), mentions.actor_id.tolist()
    places = list(zip(mentions.article_id.tolist(), mentions.sentence.tolist()))
    B.add_nodes_from(places, bipartite=1)
    B.add_nodes_from(actors, bipartite=0)
    B.add_edges_from(zip(actors, places))
    return nx.bipartite.weighted_projected_graph(B, sorted(set(actors)))


def by_tables(mentions):
    "This package, without evidence."
    return actor_network(tie_weights(mentions))


def with_evidence(mentions):
    "This package, with a row of evidence for each meeting."
    return actor_network(co_mentions(mentions))


def by_scipy(mentions):
    "The sparse product alone: no table, no network."
    sparse = scipy.sparse
    place = pd.factorize(mentions.article_id)[0] * 1000 + mentions.sentence.to_numpy()
    row, column = pd.factorize(mentions.actor_id)[0], pd.factorize(place)[0]
    B = sparse.csr_array((np.ones(len(row), np.int32), (row, column)))
    B.data[:] = 1
    return sparse.triu(B @ B.T, 1)


def measured(make, mentions):
    "Seconds, and the memory that the peak lies above the start in MB, in a process of its own; then the weights."
    ours, theirs = Pipe()
    child = get_context('fork').Process(target=_measure, args=(make, mentions, theirs))
    child.start(); theirs.close()
    try: found = ours.recv()
    except EOFError: raise MemoryError(f'{make.__name__} was ended from outside, most likely for want of memory') from None
    child.join()
    return found


def _measure(make, mentions, pipe):
    gc.collect()
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, perf_counter()
    made = make(mentions)
    seconds, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    weights = sum(hash_of(a, b) * w for a, b, w in made.edges(data='weight')) if hasattr(made, 'edges') else None
    pipe.send((seconds, (after - before) / (1e3 if sys.platform == 'linux' else 1e6), weights))


def hash_of(a, b): return int(min(a, b)[6:]) * 100_003 + int(max(a, b)[6:])


def speed(articles=None, n=100_000, actors=5000):
    "All ways on the same mentions; `articles` is not used, as counting starts from mentions."
    mentions, rows, made = synthetic_mentions(n, actors), [], {}
    for make in (by_scipy, by_tables, with_evidence, by_networkx):
        seconds, peak, made[make.__name__] = measured(make, mentions)
        rows += [dict(stage='networks', measure=f'{n:,} mentions of {actors:,} actors {make.__name__.replace("_", " ")}', value=round(v, 2), unit=u) for v, u in ((seconds, 's'), (peak, 'MB'))]
    assert made['by_tables'] == made['by_networkx'] == made['with_evidence']
    return rows


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path)
    parser.add_argument('--mentions', type=int, default=1_000_000)
    options = parser.parse_args()
    for row in (accuracy(options.data) if options.data else []) + speed(n=options.mentions): print(*row.values(), sep='\t')
