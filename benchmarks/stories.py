"Copies among real articles, recall of made copies, and speed."
import json, random, sys, time
from pathlib import Path

import pandas as pd

from negotiations.stories import find_copies, find_passages, group_stories


def edited(text, share, rng):
    "The text with a share of its sentences dropped and some words changed, as an editor would."
    sentences = [s for s in text.split('. ') if rng.random() > share]
    return '. '.join(' '.join('other' if rng.random() < share/20 else w for w in s.split(' ')) for s in sentences)


def accuracy(
    data, # Folder with the annotated files
):
    "Recall of made copies, and false pairs among different articles of the same source."
    rows, rng = [], random.Random(0)
    for corpus, name in {'State Department': 'releases_state_department_2021_2022.jsonl', 'PolNeAR': 'attributions_polnear_train.jsonl'}.items():
        if not (path := Path(data)/name).is_file(): continue
        docs = [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines()]
        articles = pd.DataFrame({'article_id': [str(i) for i in range(len(docs))], 'date': [d['date'][:10] for d in docs], 'text': [d['text'] for d in docs]})
        rows.append(dict(stage='stories', corpus=corpus, measure='pairs at .6', value=len(find_copies(articles)), n=len(articles)))
        some = articles[articles['text'].str.len() > 1000].iloc[::4]
        for share in (.05, .1, .2):
            made = some.assign(article_id='copy ' + some['article_id'], text=[edited(t, share, rng) for t in some['text']])
            stories = group_stories(pd.concat([some, made], ignore_index=True)).set_index('article_id')['story']
            same = sum(stories[i] == stories[f'copy {i}'] for i in some['article_id'])
            rows.append(dict(stage='stories', corpus=corpus, measure=f'recall, {share:.0%} of sentences dropped', value=round(same/len(some), 3), n=len(some)))
    return rows


def speed(articles):
    "Seconds for a corpus."
    rows = []
    for name, step in dict(group_stories=group_stories, find_passages=find_passages).items():
        start = time.perf_counter()
        step(articles)
        rows.append(dict(stage='stories', measure=name, value=round(len(articles)/(time.perf_counter() - start)), unit='articles/s'))
    return rows


if __name__ == '__main__':
    from benchmarks.corpus import synthetic_corpus
    rows = accuracy(sys.argv[sys.argv.index('--data') + 1]) if '--data' in sys.argv else []
    print(pd.DataFrame(rows).to_string(), *speed(synthetic_corpus(2000)), sep='\n')
