"Actors: the hand coding of the seeds, grouped expressions of GUM news, and the time for named and inferred mentions."
import argparse, json, re, time
from collections import defaultdict
from pathlib import Path

import pandas as pd

from negotiations.mentions import cluster_mentions, find_mentions
from negotiations.register import read_register
from negotiations.tables import split_sentences, table

root = Path(__file__).parent.parent


def b_cubed(gold, found):
    "Precision and recall of every expression's group (Bagga and Baldwin 1998)."
    groups = [defaultdict(set), defaultdict(set)]
    for i, pair in enumerate(zip(gold, found)):
        for g, key in zip(groups, pair): g[key].add(i)
    both = [(len(groups[0][a] & groups[1][b]), len(groups[1][b]), len(groups[0][a])) for a, b in zip(gold, found)]
    return [c / p for c, p, _ in both], [c / r for c, _, r in both]


def grouped(documents, group):
    "B-cubed F1 over all gold expressions of persons, organisations and places."
    precision, recall = [], []
    for d in documents:
        some = sorted((m for m in d['mentions'] if m['etype'] in ('person', 'organization', 'place')), key=lambda m: (m['start'], -m['end']))
        p, r = b_cubed([m['grp'] for m in some], group(d['text'], [(m['start'], m['end']) for m in some]))
        precision += p; recall += r
    p, r = (sum(x) / len(x) for x in (precision, recall))
    return 2 * p * r / (p + r), len(precision)


def accuracy(data):
    "Measures against annotated text; nothing for files that are not there."
    path = Path(data)/'entities_gum_news.jsonl'
    if not path.is_file(): return []
    documents = [json.loads(line) for line in path.open(encoding='utf-8')]
    named = {'cluster_mentions': cluster_mentions, 'same string': lambda text, spans: [text[s:e].lower() for s, e in spans]}
    return [dict(stage='mentions', corpus='GUM news', measure=f'B3 F1, {name}', value=round(value, 4), n=n) for name, f in named.items() for value, n in [grouped(documents, f)]]


def seconds(work):
    begun = time.process_time(); made = work()
    return time.process_time() - begun, made


def many_aliases(register, number):
    "The register with further aliases of an organisation that no article names."
    more = table('aliases', [dict(actor_id='United Nations', alias=f'Qx{i} Zz{i}', form='name') for i in range(number)]).assign(rule='given')
    return {'actors': register['actors'], 'aliases': pd.concat([register['aliases'], more], ignore_index=True)}


def speed(articles):
    "Processor time of mentions, without that for splitting sentences."
    register, sentences, rows = read_register(root/'seeds'/'register'), split_sentences(articles), []
    for name, of, infer in (('named', register, False), ('named and inferred', register, True), ('named, 50,000 aliases more', many_aliases(register, 50000), False)):
        start, _ = seconds(lambda: find_mentions(articles[:1], of, infer=False))
        took, made = seconds(lambda: find_mentions(articles, of, sentences, infer=infer))
        rows += [dict(stage='mentions', measure=f'{name}, per article', value=round((took - start) / len(articles) * 1e3, 3), unit='ms'),
                 dict(stage='mentions', measure=f'{name}, per mention', value=round((took - start) / max(1, len(made)) * 1e6, 1), unit='µs'),
                 dict(stage='mentions', measure=f'{name}, to begin', value=round(start, 2), unit='s')]
    return rows


def sample(number=2000):
    "Articles made from the paragraphs of the seeds, three to an article."
    paragraphs = [p for path in sorted((root/'seeds').glob('*.txt')) for p in re.split(r'\n+', path.read_text(encoding='utf-8')) if len(p) > 150]
    parts = ['\n\n'.join(paragraphs[i:i + 3]) for i in range(0, len(paragraphs) - 2, 2)]
    return pd.DataFrame([(f'{i:06d}', '2022-03-01', parts[i % len(parts)]) for i in range(number)], columns=['article_id', 'date', 'text'])


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__); parser.add_argument('--data', default='data')
    for row in accuracy(parser.parse_args().data) + speed(sample()): print(row)
