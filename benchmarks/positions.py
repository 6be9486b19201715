"Positions: speed on many statements, and how often intervals and p-values hold what they promise."
import argparse, sys, time
from pathlib import Path

import numpy as np, pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from negotiations.positions import compare_positions, distance_changes, distances, position_scores, robustness
from negotiations.tables import Period

periods = [Period('first', '2030-01-01', '2030-06-30'), Period('second', '2030-07-01', '2030-12-31')]


def negotiation(n, seed=0, holders=40, issues=15, outlets=200):
    "n statements, about three an article."
    rng = np.random.default_rng(seed)
    article = rng.integers(0, max(n//3, 1), n)
    statements = pd.DataFrame(dict(article_id=[f'a{a}' for a in article], date=pd.Timestamp('2030-01-01') + pd.to_timedelta(article % 365, unit='D'),
                                   holder=[f'holder {h}' for h in rng.integers(0, holders, n)], issue=[f'issue {i}' for i in rng.integers(0, issues, n)], stance=rng.integers(-1, 2, n)))
    return statements, pd.DataFrame(dict(article_id=(ids := sorted(set(statements.article_id))), outlet=[f'outlet {hash_of(i) % outlets}' for i in ids]))


def hash_of(name): return sum(ord(c)*31**k for k, c in enumerate(name))


def world(rng, outlets, articles, lean, outlet_sd, article_sd):
    "Statements of one holder on one issue: outlets and articles lean, about two statements an article."
    rows = []
    for o in range(outlets):
        slant = rng.normal(0, outlet_sd)
        for a in range(articles):
            p = 1/(1 + np.exp(-(lean + slant + rng.normal(0, article_sd))))
            rows += [(f'a{o}.{a}', f'o{o}', 1 if x < p else -1) for x in rng.random(1 + rng.poisson(1))]
    return rows


def coverage(trials=150, seed=0):
    "Share of 95 % intervals that hold the true position, by number of outlets and articles."
    rng, found = np.random.default_rng(seed), []
    for outlet_sd in (0, .7):
        for outlets, articles in ((2, 1), (3, 1), (6, 1), (1, 8), (2, 5), (4, 5), (12, 1), (10, 4), (30, 1)):
            holds, widths = [], []
            for lean in (0, 1.2, 2.5):
                chance = np.random.default_rng(1).normal(lean, np.hypot(outlet_sd, .7), 100_000)
                truth = (2/(1 + np.exp(-chance)) - 1).mean()
                worlds = [world(rng, outlets, articles, lean, outlet_sd, .7) for _ in range(trials//3)]
                frame = pd.DataFrame([(f'w{k}', *r) for k, w in enumerate(worlds) for r in w], columns=['holder', 'article_id', 'outlet', 'stance'])
                frame['article_id'] = frame.holder + frame.article_id; frame['outlet'] = frame.holder + frame.outlet
                scores = position_scores(frame.assign(issue='x', date='2030-02-01'), periods, draws=399)
                holds += ((scores.low - 1e-9 <= truth) & (truth <= scores.high + 1e-9)).tolist(); widths += (scores.high - scores.low).tolist()
            where = f'{outlets} outlets x {articles} articles, outlets {"differ" if outlet_sd else "alike"}'
            found += [dict(stage='positions', corpus=where, measure=m, value=round(float(np.mean(v)), 3), n=len(v)) for m, v in (('coverage of 95% interval', holds), ('mean width', widths))]
    return found


def false_alarms(trials=400, seed=0):
    "How often p <= .05 where nothing moved."
    rng, found = np.random.default_rng(seed), []
    for k in (4, 10, 25):
        rows = [(f'w{t}', f'w{t}a{i}', '2030-02-01' if i < k else '2030-08-01', s) for t in range(trials) for i in range(2*k) for s in rng.choice([-1, 1], 1 + rng.poisson(1))]
        frame = pd.DataFrame(rows, columns=['holder', 'article_id', 'date', 'stance']).assign(issue='x')
        p = compare_positions(frame, periods, 'first', 'second', draws=399).p
        found.append(dict(stage='positions', corpus=f'{k} articles a period, no movement', measure='share of p <= .05', value=round(float((p <= .05).mean()), 3), n=trials))
    return found


def accuracy(data):
    "No annotated positions are at hand: intervals and p-values are judged by simulation."
    return coverage() + false_alarms()


def speed(articles=None, n=100_000):
    statements, outlets = negotiation(n)
    work = {'position_scores': lambda: position_scores(statements, periods, articles=outlets), 'compare_positions': lambda: compare_positions(statements, periods, 'first', 'second', articles=outlets),
            'distances': lambda: distances(position_scores(statements, periods, draws=0)), 'robustness': lambda: robustness(statements, outlets, periods, 'first', 'second'),
            'distance_changes': lambda: distance_changes(position_scores(statements, periods, draws=0), 'first', 'second')}
    found = []
    for name, run in work.items():
        start = time.perf_counter(); run()
        found.append(dict(stage='positions', measure=f'{name}, {n:,} statements', value=round(time.perf_counter() - start, 2), unit='s'))
    return found


if __name__ == '__main__':
    parser = argparse.ArgumentParser(); parser.add_argument('--data', type=Path, default=Path('.')); args = parser.parse_args()
    for row in speed() + accuracy(args.data): print(row)
