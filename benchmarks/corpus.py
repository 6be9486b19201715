"A synthetic corpus of any size, made from the seed articles; the same for the same size."
import random
from pathlib import Path

import pandas as pd

seeds = Path(__file__).resolve().parent.parent/'seeds'


def synthetic_corpus(
    n, # How many articles
    seed=0, # Of the shuffling
):
    "Articles of about 3.7 kB: paragraphs of the seeds in a new order, with days and outlets."
    rng = random.Random(seed)
    paragraphs = [p for f in sorted(seeds.glob('*.txt')) for p in f.read_text(encoding='utf-8').split('\n') if len(p) > 120]
    rows = []
    for i in range(n):
        text = '\n\n'.join([f'Talks, day {i}', *rng.choices(paragraphs, k=15)])
        rows.append(dict(article_id=f'{i:06}', date=pd.Timestamp('2022-02-24') + pd.Timedelta(days=i % 1200), outlet=f'outlet {i % 20}', text=text, raw=text))
    return pd.DataFrame(rows)
