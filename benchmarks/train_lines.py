"""Learn the weights of `negotiations/data/line_weights.csv`: python benchmarks/train_lines.py --data FOLDER [--write].
Needs scikit-learn. Without --write it prints what cross-validation by site finds."""
import argparse, csv, json, re
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from negotiations import articles as A


def rows(path):
    "Records of a JSON Lines file, none if it is not there."
    return [json.loads(line) for line in path.open()] if path.exists() else []


def pages(data):
    "Pages whose lines are marked: (group, raw, label of every line, importance)."
    for p in rows(data/'pages_article_extraction_60.jsonl'):
        labels = [l['label'] == 1 for l in p['lines'] for _ in A._line_spans(l['text'])]
        yield p['url'].split('/')[2].removeprefix('www.'), '\n'.join(l['text'] for l in p['lines']), labels, 1., p['body']


def clean_texts(data):
    "Texts that are all or nearly all article: the same columns."
    for d in rows(data/'attributions_polnear_train.jsonl')[::7]:
        lines = A._line_spans(d['text'])
        cut = [sum(max(0, min(e, b) - max(s, a)) for a, b in d['discard']) * 2 > e - s for s, e, _ in lines]
        yield d['publisher'], d['text'], [not c for c in cut], .3, None
    for d in rows(data/'releases_state_department_2021_2022.jsonl')[::12]:
        yield 'state', d['text'], [True] * len(A._line_spans(d['text'])), .3, None


class Lines:
    "All lines of a corpus with their measures."
    def __init__(self, documents):
        self.documents = [d for d in documents if d[2]]
        self.sizes = np.array([len(d[2]) for d in self.documents]); end = self.sizes.cumsum()
        self.doc = np.repeat(np.arange(len(end)), self.sizes); self.first, self.after = (end - self.sizes)[self.doc], end[self.doc]
        self.y = np.concatenate([d[2] for d in self.documents]).astype(int)
        self.group = np.array([d[0] for d in self.documents])[self.doc]
        self.importance = np.array([d[3] for d in self.documents])[self.doc] / np.sqrt(self.sizes[self.doc])
        self.importance /= self.importance.mean()
        spans = [A._line_spans(d[1]) for d in self.documents]
        self.texts = [t for s in spans for _, _, t in s]
        self.words = [A._words(t) for t in self.texts]
        self.forms = [A._form(t, w) for t, w in zip(self.texts, self.words)]
        self.X = A._measures(self.texts, self.words, self.forms) | A._layout([d[1] for d in self.documents], spans)


def matrix(X): return np.column_stack(list(X.values()))


def fit(M, y, w, strength):
    "Logistic regression on scaled measures, as weights of the unscaled ones."
    mean, sd = np.average(M, 0, w), np.sqrt(np.average((M - np.average(M, 0, w))**2, 0, w)) + 1e-6
    model = LogisticRegression(C=strength, max_iter=1000).fit((M - mean) / sd, y, sample_weight=w)
    weight = model.coef_[0] / sd
    return np.concatenate([[model.intercept_[0] - weight @ mean], weight])


def share(M, w): return 1 / (1 + np.exp(-(w[0] + M @ w[1:]).clip(-7, 7)))


def two_steps(L, train, test=None, folds=4):
    "Weights of both steps from the training lines; looks of training lines come from folds that did not see them."
    M, look = matrix(L.X), np.zeros(len(L.y))
    for a, b in GroupKFold(folds).split(train, L.y[train], L.group[train]):
        look[train[b]] = share(M[train[b]], fit(M[train[a]], L.y[train[a]], L.importance[train[a]], .3))
    first = fit(M, L.y, L.importance, .3) if test is None else fit(M[train], L.y[train], L.importance[train], .3)
    if test is not None: look[test] = share(M[test], first)
    C = A._surroundings(L.X, look, L.first, L.after)
    S = matrix(L.X | C)
    second = fit(S[train], L.y[train], L.importance[train], .1)
    return first, second, list(C), S


def cross_validated(L, folds=8):
    "Score of every line from weights that did not see its site."
    score = np.zeros(len(L.y))
    for train, test in GroupKFold(folds).split(L.y, L.y, L.group):
        _, second, _, S = two_steps(L, train, test)
        score[test] = share(S[test], second)
    return score


def true_title(title, texts):
    "The title as a line has it, the site's name after it left out; None if it stands as no line."
    there = {A._letters_only(t) for t in texts}
    shorter = re.sub(r'\s*[|\-–—:»]\s*[^|\-–—»]{2,60}$', '', title or '')
    return next((name for name in map(A._letters_only, (title or '', shorter)) if name and name in there), None)


def titles(data, weights):
    "Lines that could be titles: measures, whether it is the title, page, with the article found by the weights given."
    M, y, page = [], [], []
    for k, d in enumerate([*rows(data/'pages_article_extraction_60.jsonl'), *rows(data/'dates_pages_98.jsonl')]):
        raw = '\n'.join(l if isinstance(l, str) else l['text'] for l in d['lines'])
        spans = A._line_spans(raw); texts = [t for _, _, t in spans]; words = [A._words(t) for t in texts]
        if not (name := true_title(d['og_title'], texts)): continue
        forms = [A._form(t, w) for t, w in zip(texts, words)]
        X = A._measures(texts, words, forms) | A._layout([raw], [spans]); first, after = np.zeros(len(texts), int), np.full(len(texts), len(texts))
        C = A._surroundings(X, share(matrix(X), weights[0]), first, after)
        kept = A._body(share(matrix(X | C), weights[1]).tolist(), forms)
        if not any(kept): continue
        for i, m in A._title_measures(texts, words, forms, kept).items(): M.append(m); y.append(A._letters_only(texts[i]) == name); page.append(k)
    return list(M[0]), np.array([list(m.values()) for m in M], float), np.array(y), np.array(page)


def title_weights(M, y, page): return fit(M, y.astype(int), np.array([(page == k).sum() for k in page])**-.5 * np.where(y, (~y).sum() / y.sum(), 1), .3)


def title_right(M, y, page):
    "Pages whose title is right, with weights that did not see the page; of all pages that have it as a line."
    odds = np.zeros(len(y))
    for a, b in GroupKFold(10).split(M, y, page): w = title_weights(M[a], y[a], page[a]); odds[b] = w[0] + M[b] @ w[1:]
    best = {k: max(np.flatnonzero(page == k), key=lambda i: odds[i]) for k in dict.fromkeys(page)}
    return sum(y[i] for i in best.values()), len(best), [odds[i] for i in best.values() if y[i]]


def f1(a, b): return 2 * (a & b).sum() / max(1, a.sum() + b.sum())


def shingles(text):
    words = re.findall(r'\w+', text)
    return Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3)))


def text_f1(kept, body):
    a, b = shingles(kept), shingles(body)
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()))


def report(L, score):
    kept, texts = np.zeros(len(L.y), bool), []
    for k in range(len(L.sizes)):
        at = np.flatnonzero(L.doc == k); a, b = at[0], at[-1] + 1
        kept[at] = [kind in ('heading', 'body', 'embed') or kind == 'title' and not L.documents[k][4]
                    for kind, _ in A._kinds(L.texts[a:b], L.words[a:b], L.forms[a:b], score[a:b].tolist() if A._has_furniture(L.forms[a:b]) else None, '')]
        if L.documents[k][4]: texts.append(text_f1(' '.join(L.texts[i] for i in at if kept[i]), L.documents[k][4]))
    page = np.array([bool(d[4]) for d in L.documents])[L.doc]
    y = L.y.astype(bool)
    lines = [f1(kept[L.doc == k], y[L.doc == k]) for k in range(len(L.sizes)) if L.documents[k][4]]
    print(f"pages: line F1 all lines {f1(kept[page], y[page]):.3f}, mean of pages {np.mean(lines):.3f}, text F1 {np.mean(texts):.3f}")
    for name in sorted(set(L.group[~page])):
        at = L.group == name
        print(f"{name[:24]:24} body lines lost {1 - kept[at & y].mean():.4f} of {(at & y).sum()}, other lines kept {kept[at & ~y].sum()} of {(at & ~y).sum()}")
    return kept


if __name__ == '__main__':
    p = argparse.ArgumentParser(); p.add_argument('--data', type=Path, required=True); p.add_argument('--write', action='store_true'); a = p.parse_args()
    L = Lines([*pages(a.data), *clean_texts(a.data)])
    print(len(L.texts), 'lines')
    if not a.write:
        report(L, cross_validated(L))
        _, M, y, page = titles(a.data, two_steps(L, np.arange(len(L.y)))[:2])
        print('titles right', title_right(M, y, page)[:2])
    else:
        first, second, around, _ = two_steps(L, np.arange(len(L.y)))
        names, M, y, page = titles(a.data, (first, second))
        path = Path(__file__).parents[1]/'negotiations/data/line_weights.csv'
        with path.open('w', newline='') as f:
            w = csv.writer(f, lineterminator='\n'); w.writerow(['step', 'measure', 'weight'])
            for step, names, weights in (('look', list(L.X), first), ('score', list(L.X) + around, second), ('title', names, title_weights(M, y, page))):
                w.writerows([step, m, f'{v:.4f}'] for m, v in zip(['constant', *names], weights))
