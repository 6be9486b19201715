"""Accuracy and speed of 12_utterances: python benchmarks/utterances.py --data FOLDER [--weights FILE --hold PUBLISHER]

The weights that ship were trained on the annotated file itself, so only `--weights` trained without a publisher
(`train_utterances.py --hold`) give an honest number; `utterances_held_out.csv` keeps those of every publisher."""
import argparse, json, sys, time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from negotiations import utterances as U


def predictor(how='tagger'):
    "find_utterances for one text, as lists of spans."
    def predict(text):
        found = U.find_utterances(pd.DataFrame({'article_id': ['a'], 'text': [text]}), how=how).drop_duplicates('spans')
        span = lambda a, b: [[int(a), int(b)]] if pd.notna(a) else []
        return [dict(source=span(r['speaker_start'], r['speaker_end']), cue=span(r['cue_start'], r['cue_end']),
                     content=[[int(x) for x in p.split('-')] for p in r['spans'].split(';')]) for r in found.to_dict('records')]
    return predict


def measures(score, stage, corpus):
    "The scorer's dict as rows."
    row = lambda measure, value, n: dict(stage=stage, corpus=corpus, measure=measure, value=value, n=n)
    rows = [row(f'{m} F1', score[m][2], score['gold']) for m in ('exact', 'partial', 'token')]
    rows += [row(m, score[f'{m}_acc'], score['gold']) for m in ('source_overlap', 'source_exact', 'cue')]
    return rows + [row(f'partial recall {k}', v['partial'], v['n']) for k, v in score['recall_by_kind'].items()]


def accuracy(data, hold=None):
    "Scores on the annotated articles; of one publisher if `hold`."
    file = Path(data)/'attributions_polnear_train.jsonl'
    if not file.is_file() or not (Path(data)/'metrics.py').is_file(): return []
    sys.path.insert(0, str(data)); from metrics import score_attributions
    docs = [d for d in map(json.loads, file.open()) if hold in (None, d['publisher'])]
    corpus = f'PolNeAR, {hold}' if hold else 'PolNeAR train (seen by the tagger)'
    return [r for how in ('rules', 'tagger') for r in measures(score_attributions(docs, predictor(how)), f'utterances, {how}', corpus)]


def speed(articles):
    "Articles of 3.7 kB a second."
    from negotiations.tables import split_sentences
    sentences = split_sentences(articles); U.find_utterances(articles.head(1)); rows = []
    for how in ('rules', 'tagger'):
        began = time.perf_counter(); U.find_utterances(articles, sentences=sentences, how=how); took = time.perf_counter() - began
        rows.append(dict(stage='utterances', measure=f'articles of 3.7 kB a second, {how}', value=round(articles['text'].str.len().sum() / 3700 / took), unit='1/s'))
    return rows


def use(weights):
    "Let the tagger read another file of weights."
    U._tagger.cache_clear(); U._word_numbers.cache_clear(); U._places.cache_clear()
    U._weights_file = lambda: Path(weights)


if __name__ == '__main__':
    p = argparse.ArgumentParser(); p.add_argument('--data', required=True, type=Path); p.add_argument('--weights'); p.add_argument('--hold')
    o = p.parse_args()
    if o.weights: use(o.weights)
    print(pd.DataFrame(accuracy(o.data, o.hold)).to_string(index=False))
