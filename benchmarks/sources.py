"Reading speed, and memory that does not grow when a corpus is read in chunks."
import tempfile, time, tracemalloc
from pathlib import Path

from negotiations.sources import iter_sources, read_sources


def accuracy(
    data, # Not used: whether bytes come back as characters is held by the tests
):
    "No rows."
    return []


def _timed(stage, measure, n, step):
    "Articles a second of one step."
    begin = time.perf_counter(); step(); seconds = time.perf_counter() - begin
    return dict(stage=stage, measure=measure, value=round(n/seconds), unit='articles/s')


def _peak(step):
    "Most memory that a step takes, in MB."
    tracemalloc.start(); step(); peak = tracemalloc.get_traced_memory()[1]; tracemalloc.stop()
    return round(peak/1e6, 1)


def speed(articles):
    "Text files, a CSV and records; memory of a whole and of a half corpus in chunks."
    records = articles.rename(columns={'text': 'raw'} if 'raw' not in articles else {})[['article_id', 'raw']]
    rows = [_timed('sources', 'DataFrame', len(records), lambda: read_sources(records))]
    with tempfile.TemporaryDirectory() as folder:
        table, files = Path(folder)/'corpus.csv', Path(folder)/'files'
        records.to_csv(table, index=False)
        files.mkdir()
        for article_id, raw in records.itertuples(index=False): (files/f'{article_id}.txt').write_text(raw, encoding='utf-8')
        rows += [_timed('sources', 'csv', len(records), lambda: read_sources(table)), _timed('sources', 'txt files', len(records), lambda: read_sources(files))]
        for name, part in (('half', len(records)//2), ('whole', len(records))):
            records.iloc[:part].to_csv(table, index=False)
            rows.append(dict(stage='sources', measure=f'memory in chunks of 200, {name} corpus', value=_peak(lambda: [None for _ in iter_sources(table, chunk=200)]), unit='MB'))
    return rows


if __name__ == '__main__':
    from benchmarks.corpus import synthetic_corpus
    print(*speed(synthetic_corpus(4000)), sep='\n')
