"Sentences: boundary F1 on news, and characters a second."
import argparse, json, time
from pathlib import Path
from negotiations.tables import sentence_spans, split_sentences

def boundary_f1(documents, segment):
    "F1 of sentence ends, the last end of each document not counted."
    right = found = true = 0
    for d in documents:
        text = d['text']; ends = lambda spans: {len(text[:e].rstrip()) for s, e in spans if text[s:e].strip()} - {len(text.rstrip())}
        gold, ours = ends(d['sentences']), ends(segment(text))
        right += len(gold & ours); found += len(ours); true += len(gold)
    return 2 * right / max(1, found + true), true

def accuracy(data):
    "Boundary F1 against GUM's news articles."
    path = Path(data)/'entities_gum_news.jsonl'
    if not path.exists(): return []
    documents = [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines()]
    f1, n = boundary_f1(documents, lambda text: [(s, e) for _, s, e in sentence_spans(text)])
    return [dict(stage='sentences', corpus='GUM news', measure='boundary F1', value=round(f1, 3), n=n)]

def speed(articles):
    "Megabytes of text a second through `split_sentences`, the table included."
    size = articles['text'].str.len().sum()
    begin = time.perf_counter(); split_sentences(articles); seconds = time.perf_counter() - begin
    return [dict(stage='sentences', measure='text', value=round(size / seconds / 1e6, 1), unit='MB/s')]

if __name__ == '__main__':
    parser = argparse.ArgumentParser(); parser.add_argument('--data', required=True)
    for row in accuracy(Path(parser.parse_args().data)): print(row)
