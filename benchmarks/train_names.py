"Words that news writes in lower case: makes negotiations/data/common_words.csv from annotated corpora other than those that names are judged by."
import argparse, csv, json, re
from collections import Counter
from pathlib import Path

texts_in = {'attributions_polnear_train.jsonl': lambda d: d['text'], 'releases_state_department_2021_2022.jsonl': lambda d: d['text'],
            'dates_wikiwars.jsonl': lambda d: d['text'], 'pages_article_extraction_60.jsonl': lambda d: '\n'.join(line['text'] for line in d['lines'])}


def common_words(texts):
    "Words in lower case in two texts and three places, and at least as often as capitalised inside a sentence."
    lower, upper, spread = Counter(), Counter(), Counter()
    for text in texts:
        words = re.findall(r'\b[a-z][a-z]+\b', text)
        lower.update(words); spread.update(set(words))
        upper.update(w.lower() for w in re.findall(r'(?<=[a-z,] )[A-Z][a-z]+\b', text))
    return sorted(w for w in lower if spread[w] > 1 and lower[w] > 2 and lower[w] >= upper[w])


if __name__ == '__main__':
    parser = argparse.ArgumentParser(); parser.add_argument('--data', type=Path, required=True); args = parser.parse_args()
    texts = [get(json.loads(line)) for name, get in texts_in.items() for line in (args.data/name).open(encoding='utf-8')]
    path = Path(__file__).resolve().parent.parent/'negotiations/data/common_words.csv'
    with path.open('w', newline='', encoding='utf-8') as f: csv.writer(f, lineterminator='\n').writerows([['word'], *([w] for w in common_words(texts))])
