"""Statements: how well the rules find who takes which side on what, and how fast.

Three corpora, each coded by hand before its rules were seen: releases of the State Department (the texts lie in a
folder given by path, the codes here), short news written for this benchmark, and the seeds with their hand coding.
What is compared is, in each article, the set of (side, issue, sign), and the same with the person for the side.
"""
import json
import re
import sys
import time
from pathlib import Path

import pandas as pd

from negotiations.codebook import read_codebook
from negotiations.mentions import find_mentions
from negotiations.register import read_register
from negotiations.statements import code_statements, uncoded_sentences
from negotiations.tables import split_sentences
from negotiations.utterances import find_utterances

here = Path(__file__).parent
seeds = here.parent/'seeds'
releases = 'releases_state_department_2021_2022.jsonl'


def coded(articles, register, book):
    "Statements of the rules, by the whole road from the clean text."
    mentions = find_mentions(articles, register)
    return code_statements(articles, mentions, find_utterances(articles, mentions), book, register=register)


def triples(frame, by): return set(frame.dropna(subset=[by])[['article_id', by, 'issue', 'stance']].astype({'stance': int}).itertuples(index=False, name=None))


def canonical(gold, register):
    "Gold holders under their actor_id, with the side that the register gives them."
    names = dict(register['aliases'][['alias', 'actor_id']].itertuples(index=False, name=None))
    sides = dict(register['actors'][['actor_id', 'side']].dropna().itertuples(index=False, name=None))
    gold = gold.assign(holder=[names.get(h, h) for h in gold['holder']])
    return gold.assign(side=[sides.get(h, s) for h, s in zip(gold['holder'], gold['side'])])


def measures(corpus, found, gold):
    "Precision, recall and F1 by side and by holder."
    rows = []
    for by in ('side', 'holder'):
        p, g = triples(found, by), triples(gold, by)
        hit = len(p & g)
        for name, value in (('precision', hit/max(len(p), 1)), ('recall', hit/max(len(g), 1)), ('F1', 2*hit/max(len(p) + len(g), 1))):
            rows.append(dict(stage='statements', corpus=corpus, measure=f'{name} by {by}', value=round(value, 3), n=len(g)))
    return rows


def state_department(data):
    "Releases with the spans that were coded, and both passes of coding."
    spans = pd.read_csv(here/'state_department_excerpts.csv').set_index('id')
    records = {r['id']: r for r in map(json.loads, (data/releases).open())}
    rows = [dict(article_id=i, date=records[i]['date'], author=records[i]['author'], url=records[i]['url'], half=s.half,
                 text=records[i]['title'] + '\n\n' + re.sub(r'\n+', '\n\n', records[i]['text'][s.start:s.end])) for i, s in spans.iterrows()]
    return pd.DataFrame(rows), pd.read_csv(here/'state_department_codes.csv').rename(columns={'id': 'article_id'})


def invented(file):
    "Short articles and their codes; odd numbers are the test half where none is named."
    import yaml
    news = yaml.safe_load((here/file).read_text())
    codes = [(a['id'], *(part.strip() for part in c.split(';'))) for a in news for c in a['codes']]
    half = lambda a: a.get('half', ['development', 'test'][int(a['id'][1:]) % 2])
    articles = pd.DataFrame([dict(article_id=a['id'], date=str(a['date']), text=a['text'].strip(), half=half(a)) for a in news])
    return articles, pd.DataFrame(codes, columns=['article_id', 'holder', 'side', 'issue', 'stance'])


def seed_articles():
    "The seeds, a line a paragraph, and their hand coding."
    dates = pd.read_csv(seeds/'hand_coded'/'articles.csv').set_index('article_id')['date']
    texts = {p.stem: '\n\n'.join(line.strip() for line in p.read_text().splitlines() if line.strip()) for p in sorted(seeds.glob('*.txt'))}
    return pd.DataFrame([dict(article_id=i, date=dates.get(i), text=t) for i, t in texts.items()]), pd.read_csv(seeds/'hand_coded'/'statements.csv')


def agreement(gold, register):
    "How far the two passes of coding agree."
    one, two = [canonical(gold[gold['pass'] == n], register) for n in (1, 2)]
    both, settled = triples(one, 'side') & triples(two, 'side'), [triples(g[g['issue'] != 'territory'], 'side') for g in (one, two)]
    yield dict(stage='statements', corpus='State Department, two passes', measure='F1 by side', value=round(2*len(both)/(len(triples(one, 'side')) + len(triples(two, 'side'))), 3), n=len(two))
    yield dict(stage='statements', corpus='State Department, two passes, without territory', measure='F1 by side',
               value=round(2*len(settled[0] & settled[1])/sum(map(len, settled)), 3), n=len(settled[1]))


def accuracy(data):
    "Rows (stage, corpus, measure, value, n)."
    register, book, rows = read_register(seeds/'register'), read_codebook(seeds/'codebook.yaml'), []
    corpora = {'written news': invented('written_news.yaml'), 'blind news': invented('blind_news.yaml'), 'seeds': seed_articles()}
    if data and (Path(data)/releases).exists():
        articles, gold = state_department(Path(data))
        rows += agreement(gold, register)
        corpora['State Department'] = articles, gold[gold['pass'] == 2]
    for name, (articles, gold) in corpora.items():
        found, gold = coded(articles, register, book), canonical(gold, register)
        for half in dict.fromkeys(articles.get('half', ['all']*len(articles))):
            ids = set(articles['article_id'] if half == 'all' else articles.query('half == @half')['article_id'])
            rows += measures(f'{name}, {half}', found[found['article_id'].isin(ids)], gold[gold['article_id'].isin(ids)])
    return rows


def speed(articles):
    "Rows (stage, measure, value, unit)."
    register, book = read_register(seeds/'register'), read_codebook(seeds/'codebook.yaml')
    sentences, mentions = split_sentences(articles), find_mentions(articles, register)
    utterances = find_utterances(articles, mentions)
    code_statements(articles.head(1), mentions, utterances, book, sentences, register)
    start = time.process_time()
    found = code_statements(articles, mentions, utterances, book, sentences, register)
    seconds = time.process_time() - start
    left = uncoded_sentences(articles, mentions, utterances, book, sentences, register)
    return [dict(stage='statements', measure='articles', value=round(len(articles)/seconds), unit='per second'),
            dict(stage='statements', measure='sentences that touch an issue and are coded', value=round(100*found.groupby(['article_id', 'sentence']).ngroups/max(1, found.groupby(['article_id', 'sentence']).ngroups + len(left))), unit='%')]


if __name__ == '__main__':
    folder = Path(sys.argv[sys.argv.index('--data') + 1]) if '--data' in sys.argv else None
    print(pd.DataFrame(accuracy(folder)).to_string(index=False))
    print(pd.DataFrame(speed(pd.concat([seed_articles()[0].assign(article_id=lambda f: f['article_id'] + f'-{k}') for k in range(20)], ignore_index=True))).to_string(index=False))
