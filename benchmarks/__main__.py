"Accuracy and speed of every stage: python -m benchmarks [--data FOLDER] [--articles N] [--only STAGE ...]"
import argparse, importlib
from pathlib import Path

import pandas as pd

from .corpus import synthetic_corpus

stages = ('sentences', 'sources', 'articles', 'dates', 'dating', 'stories', 'mentions', 'names', 'networks', 'utterances', 'statements', 'positions', 'seeds')


def benchmarks(kind, argument, only):
    "All rows of one kind, 'accuracy' or 'speed', as a table."
    found = [(s, getattr(importlib.import_module(f'benchmarks.{s}'), kind, None)) for s in only]
    return pd.DataFrame([row for s, measure in found if measure for row in measure(argument)])


def main():
    parser = argparse.ArgumentParser('benchmarks', description=__doc__)
    parser.add_argument('--data', type=Path, default=Path('no data'), help='folder of annotated data; without it only the seeds are scored')
    parser.add_argument('--articles', type=int, default=2000, help='size of the synthetic corpus for speed')
    parser.add_argument('--only', nargs='*', default=stages, choices=stages)
    given = parser.parse_args()
    with pd.option_context('display.width', 160, 'display.max_rows', None, 'display.max_colwidth', 60):
        print(benchmarks('accuracy', given.data, given.only).to_string(index=False), end='\n\n')
        print(benchmarks('speed', synthetic_corpus(given.articles), given.only).to_string(index=False))


if __name__ == '__main__': main()
