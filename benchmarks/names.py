"Names: exact spans and kinds against GUM's entities; speed."
import argparse, json, re, sys, time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from negotiations.names import _demonyms, _roles, _titles, find_names, suggest_actors

kinds = {'person': 'person', 'organization': 'organisation', 'place': 'place'}
small = {'of', 'the', 'and', 'for', 'on', 'de', 'la', 'al', 'bin', 'von', 'van', 'del', 'der', 'to', 'el', 'da', 'di', 'y', '-', '&', '.', "'s", '’s'}
pronouns = set('The A An Our His Her Their This These Those We He She They It Its My I You Some Many Two Three One Several'.split())


def case_of_words(docs):
    "Words oftener in lower case than capitalised inside a sentence: no names when they stand alone."
    text = ' '.join(d['text'] for d in docs)
    lower, upper = ([w.lower() for w in re.findall(p, text)] for p in (r'\b[a-z]{3,}\b', r'(?<=[a-z,] )[A-Z][a-z]+\b'))
    lower, upper = pd.Series(lower).value_counts(), pd.Series(upper).value_counts()
    return set(lower.index[lower > upper.reindex(lower.index).fillna(0)])


def is_title(word): return word.lower().rstrip('.') in _titles()[1] | {'affairs', 'home', 'shadow', 'of', 'and', 'the', 'for', 'former', 'vice', 'lady'} or word in _roles()['title']


def proper_name(text, words, mention):
    "Span of the proper name inside an entity's head, or None: titles, articles, nationalities and what follows *of* in a person are left out."
    heads = [int(i) - 1 for i in mention['minspan'].split(',') if i.isdigit() and int(i) <= len(words)]
    if not heads: return None
    at, word = list(range(heads[0], heads[-1] + 1)), lambda i: text[words[i][0]:words[i][1]]
    person, capital = mention['etype'] == 'person', lambda i: word(i)[:1].isupper() or word(i).isdigit()
    if not person and any(not capital(i) and word(i) not in small and word(i).isalpha() for i in heads): return None
    if person: at = at[:next((k for k, i in enumerate(at) if word(i) in (',', 'of', 'and', 'to', 'for', 'from', 'in', '(')), len(at))]
    else: at = at[:next((k for k, i in enumerate(at) if word(i) in ('(', 'in', 'at') or word(i) == ',' and mention['etype'] == 'place'), len(at))]
    if person:
        while at and (is_title(word(at[0])) or word(at[0]) in _demonyms() or not capital(at[0])): at = at[1:]
    while at and (not capital(at[0]) or word(at[0]) in pronouns): at = at[1:]
    while at and not capital(at[-1]) and text[words[at[-1]][0] - 1] != '-': at = at[:-1]
    if not at or all(is_title(word(i)) or word(i) in _demonyms() for i in at) or not any(word(i)[:1].isupper() for i in at): return None
    return words[at[0]][0], words[at[-1]][1]


def gold_names(doc, plain):
    "Outermost proper names of persons, organisations and places, from GUM's entities."
    found = {}
    for m in doc['mentions']:
        words = [tuple(t) for t in doc['tokens'] if t[0] >= m['start'] and t[1] <= m['end']]
        span = proper_name(doc['text'], words, m) if m['etype'] in kinds and words else None
        if not span: continue
        start, end = span
        name = re.sub(r"[’']s$", '', doc['text'][start:end])
        if len(name) > 1 and not (' ' not in name and name.lower() in plain): found[start, start + len(name)] = kinds[m['etype']]
    outer = sorted(found, key=lambda s: s[0] - s[1])
    return {s: found[s] for n, s in enumerate(outer) if not any(o[0] <= s[0] and s[1] <= o[1] for o in outer[:n])}


def capitalised_runs(text):
    "The floor: capitalised words in a row."
    runs = (m.span() for m in re.finditer(r"(?!(?:The|A|An|In|On|It|He|She|We|But|And|This|That)\b)[A-Z][\w.&-]*(?: (?:of |de |al-)?[A-Z][\w&-]*)*", text))
    return {(start, end) for start, end in runs if end - start > 1}


def scores(corpus, gold, found):
    "F1 of spans given as sets a document."
    right, n_gold, n_found = (sum(map(len, x)) for x in ([g & f for g, f in zip(gold, found)], gold, found))
    values = dict(precision=right/n_found, recall=right/n_gold, f1=2*right/(n_gold + n_found))
    return [dict(stage='names', corpus=corpus, measure=m, value=round(v, 3), n=n_gold) for m, v in values.items()]


def accuracy(data):
    path = Path(data)/'entities_gum_news.jsonl'
    if not path.is_file(): return []
    docs = [json.loads(line) for line in path.open(encoding='utf-8')]
    names = find_names(pd.DataFrame([(d['id'], d['text']) for d in docs], columns=['article_id', 'text']))
    plain, spans = case_of_words(docs), {d['id']: {} for d in docs}
    for a, s, e, k in names[['article_id', 'start', 'end', 'kind']].itertuples(index=False): spans[a][s, e] = k
    gold, found = [gold_names(d, plain) for d in docs], [spans[d['id']] for d in docs]
    return (scores('GUM news, names', [set(g) for g in gold], [set(f) for f in found]) + scores('GUM news, names with kind', [set(g.items()) for g in gold], [set(f.items()) for f in found])
            + scores('GUM news, capitalised runs', [set(g) for g in gold], [capitalised_runs(d['text']) for d in docs]))


def speed(articles):
    found, size = [], articles.text.str.len().sum()/1e6
    for name, run in {'find_names': find_names, 'suggest_actors': suggest_actors}.items():
        start = time.perf_counter(); run(articles[['article_id', 'text']])
        found.append(dict(stage='names', measure=name, value=round(float(size)/(time.perf_counter() - start), 3), unit='million characters a second'))
    return found


if __name__ == '__main__':
    parser = argparse.ArgumentParser(); parser.add_argument('--data', type=Path, default=Path('.')); args = parser.parse_args()
    texts = [p.read_text(encoding='utf-8') for p in sorted((Path(__file__).parent.parent/'seeds').glob('*.txt'))]
    for row in accuracy(args.data) + speed(pd.DataFrame([(f'a{n}', t) for n, t in enumerate(texts*10)], columns=['article_id', 'text'])): print(row)
