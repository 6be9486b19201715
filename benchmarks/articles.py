"""Accuracy and speed of cleaning: python benchmarks/articles.py --data FOLDER.
The weights of lines and titles were learnt on the pages measured here; `train_lines.py` prints what cross-validation finds."""
import argparse, json, re, time
from collections import Counter
from pathlib import Path

import pandas as pd

from negotiations.articles import clean_articles, label_lines

kept_kinds = ('title', 'heading', 'body', 'embed')


def rows(path):
    "Records of a JSON Lines file, none if it is not there."
    return [json.loads(line) for line in path.open(encoding='utf-8')] if path.exists() else []


def sources(raws): return pd.DataFrame({'article_id': [str(i) for i in range(len(raws))], 'raw': raws})


def page_text(page): return '\n'.join(l if isinstance(l, str) else l['text'] for l in page['lines'])


def letters(text): return re.sub(r'[\W_]+', '', text or '').casefold()


def f1(tp, predicted, true): return 2 * tp / max(1, predicted + true)


def shingles(text):
    words = re.findall(r'\w+', text)
    return Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3)))


def line_accuracy(pages):
    "Lines and text of pages whose lines are marked."
    lines = label_lines(sources([page_text(p) for p in pages]))
    tp = predicted = true = 0; texts = []
    for p, (_, found) in zip(pages, lines.groupby(lines['article_id'].astype(int))):
        starts, at = {}, 0
        for l in p['lines']: starts[at + len(l['text']) - len(l['text'].lstrip())] = l['label'] == 1; at += len(l['text']) + 1
        kept = [k in ('heading', 'body', 'embed') for k in found['kind']]
        gold = [starts.get(s, False) for s in found['start']]
        tp += sum(a and b for a, b in zip(kept, gold)); predicted += sum(kept); true += sum(gold)
        a, b = shingles(' '.join(found['text'][kept])), shingles(p['body'])
        texts.append(f1(sum((a & b).values()), sum(a.values()), sum(b.values())))
    name = 'pages_article_extraction_60 (seen in training)'
    return [dict(stage='articles', corpus=name, measure='line F1', value=round(f1(tp, predicted, true), 3), n=true),
            dict(stage='articles', corpus=name, measure='text F1', value=round(sum(texts) / len(texts), 3), n=len(texts))] if pages else []


def true_title(title, texts):
    "The title as a line has it, the site's name after it left out; None if it stands as no line."
    there = {letters(t) for t in texts}
    shorter = re.sub(r'\s*[|\-–—:»]\s*[^|\-–—»]{2,60}$', '', title or '')
    return next((name for name in map(letters, (title or '', shorter)) if name and name in there), None)


def title_accuracy(pages):
    "Share of pages with the right title, of those where it stands as a line."
    titles = clean_articles(sources([page_text(p) for p in pages]))['title'].fillna('') if pages else []
    truth = [true_title(p['og_title'], page_text(p).split('\n')) for p in pages]
    right = [letters(t) == name for t, name in zip(titles, truth) if name]
    return [dict(stage='articles', corpus='158 pages (seen in training)', measure='title right', value=round(sum(right) / len(right), 3), n=len(right))] if right else []


def date_accuracy(pages, corpus, slack=0):
    "Precision and recall of the day of publication."
    dates = clean_articles(sources([page_text(p) for p in pages]))['date'] if pages else []
    truth = pd.to_datetime([(p.get('date') if isinstance(p.get('date'), str) else None) if not slack else (p['meta_date'] or '')[:10] or None for p in pages])
    pairs = [(d, t) for d, t in zip(dates, truth) if pd.notna(t)]
    right = sum(pd.notna(d) and abs((d - t).days) <= slack for d, t in pairs); given = sum(pd.notna(d) for d, _ in pairs)
    return [dict(stage='articles', corpus=corpus, measure=m, value=round(right / n, 3), n=n) for m, n in (('date precision', given), ('date recall', len(pairs))) if n]


def kept_whole(texts, corpus, discard=None):
    "Share of a clean text's characters that are lost."
    lines = label_lines(sources(texts)) if texts else []
    lost = 0
    for key, start, text, kind in zip(lines['article_id'], lines['start'], lines['text'], lines['kind']) if texts else ():
        inside = discard and any(a <= start + 1 < b for a, b in discard[int(key)])
        lost += len(text) * (kind not in (*kept_kinds, 'byline', 'dateline') and not inside)
    return [dict(stage='articles', corpus=corpus, measure='characters lost', value=round(lost / sum(map(len, texts)), 5), n=len(texts))] if texts else []


def accuracy(data):
    "What can be measured with the files of the folder."
    pages, dated = rows(data/'pages_article_extraction_60.jsonl'), rows(data/'dates_pages_98.jsonl')
    news, releases = rows(data/'attributions_polnear_train.jsonl'), rows(data/'releases_state_department_2021_2022.jsonl')
    return (line_accuracy(pages) + title_accuracy(pages + dated) + date_accuracy(dated, 'dates_pages_98 (rules written on it)')
            + date_accuracy(pages, 'pages_article_extraction_60, metadata within a day', 1)
            + kept_whole([d['text'] for d in news], 'PolNeAR train', [d['discard'] for d in news]) + kept_whole([d['text'] for d in releases], 'State Department releases'))


def speed(articles):
    "Articles a second, labelled and cleaned, tables included."
    start = time.process_time(); lines = label_lines(articles); middle = time.process_time(); clean_articles(articles, lines); end = time.process_time()
    return [dict(stage='articles', measure='label_lines', value=round(len(articles) / (middle - start)), unit='articles/s'),
            dict(stage='articles', measure='label_lines and clean_articles', value=round(len(articles) / (end - start)), unit='articles/s')]


if __name__ == '__main__':
    p = argparse.ArgumentParser(); p.add_argument('--data', type=Path, required=True); a = p.parse_args()
    seeds = [f.read_text(encoding='utf-8') for f in sorted((Path(__file__).parents[1]/'seeds').glob('*.txt'))]
    made = sources([f'{seeds[i % 5]}\n\nEnd of text {i}.' for i in range(2000)])
    for row in [*accuracy(a.data), *speed(made)]: print(row)
