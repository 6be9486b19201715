"The whole road against the hand coding of the seed articles."
from pathlib import Path

import pandas as pd

from negotiations.run import study_tables
from negotiations.study import load_study

root = Path(__file__).resolve().parent.parent


def hand_coded(name): return pd.read_csv(root/f'seeds/hand_coded/{name}.csv', keep_default_na=False)


def lines_of(frame, articles):
    "The line of the file in which each row's span begins, found by the paragraph's text."
    texts, known = dict(zip(articles.article_id, articles.text)), {(r.article_id, r.text): r.line for r in hand_coded('lines').itertuples()}
    found = []
    for a, s in zip(frame.article_id, frame.start):
        t = texts[a]
        paragraph = t[t.rfind('\n', 0, s) + 1:(t.find('\n', s) + 1 or len(t) + 1) - 1].strip()
        found.append(known.get((a, paragraph), next((n for (b, p), n in known.items() if b == a and p.endswith(paragraph)), -1)))
    return pd.Series(found, index=frame.index)


def prf(found, true):
    "Precision, recall and F1 of two sets."
    tp = len(found & true)
    p, r = tp/max(1, len(found)), tp/max(1, len(true))
    return dict(precision=p, recall=r, F1=2*p*r/(p + r) if tp else 0.)


def rows(measure, found, true):
    return [dict(stage='seeds', corpus='hand coding', measure=f'{measure} {k}', value=round(v, 3), n=len(true)) for k, v in prf(set(found), set(true)).items()]


def share(measure, values):
    values = list(values)
    return [dict(stage='seeds', corpus='hand coding', measure=measure, value=round(sum(values)/max(1, len(values)), 3), n=len(values))]


def words(text): return set(text.lower().replace('’', "'").split())


def mention_sets(tables):
    "(article, line, actor) found and true: all, and those named against what is named by hand; a reference found as an office is no error there."
    gold, m = hand_coded('mentions'), tables['mentions']
    m = m[m.actor_id.notna()].assign(line=lines_of(m[m.actor_id.notna()], tables['articles']))
    key = lambda f: set(zip(f.article_id, f.line, f.actor_id))
    named, references = key(gold[gold.how == 'named']), key(gold[gold.how == 'reference'])
    return dict(named=(key(m[~m.form.isin(['nominal', 'pronoun'])]) - (references - named), named), all=(key(m), key(gold)))


def overlap(gold, found, kind):
    "Share of words in both; for marked and block speech the share of the coded words that is covered, since two quotations may be found as one."
    return len(gold & found)/len(gold if kind in ('direct', 'block') else gold | found)


def utterance_matches(tables):
    "For each utterance coded by hand: the best match's overlap and whether the speaker is right."
    gold, u = hand_coded('utterances'), tables['utterances']
    u = u.assign(line=lines_of(u, tables['articles']))
    texts = dict(zip(tables['articles'].article_id, tables['articles'].text))
    found = []
    for g in gold.itertuples():
        near = u[(u.article_id == g.article_id) & (u.line == g.line)]
        best = max(((overlap(words(g.text), words(texts[r.article_id][r.start:r.end]), g.kind), g.speaker in {r.speaker if isinstance(r.speaker, str) else '', r.via})
                    for r in near.itertuples()), default=(0, False))
        found.append(dict(article_id=g.article_id, line=g.line, kind=g.kind, overlap=best[0], right=best[1], text=g.text, speaker=g.speaker))
    return pd.DataFrame(found)


def statement_sets(tables, who):
    "(article, who, issue, sign) found and true."
    key = lambda f: set(zip(f.article_id, f[who], f.issue, f.stance.astype(int)))
    return key(tables['statements']), key(hand_coded('statements'))


def line_kinds(tables):
    "Kinds of lines found and true, by article and text."
    gold = hand_coded('lines')
    found = {(r.article_id, r.text.strip()): r.kind for r in tables['lines'].itertuples() if isinstance(r.text, str)}
    kept = lambda k: k in ('title', 'heading', 'body', 'embed')
    return [kept(found.get((r.article_id, r.text), 'none')) == kept(r.kind) for r in gold.itertuples()]


def date_known(tables):
    "Does the interval found agree with the interval known?"
    found = tables['articles'].set_index('article_id')
    for g in hand_coded('articles').itertuples():
        f = found.loc[g.article_id]
        first, last = (f.date, f.date) if pd.notna(f.date) else (f.date_first, f.date_last)
        yield pd.notna(first) and pd.notna(last) and first >= pd.Timestamp(g.date_first) and last <= pd.Timestamp(g.date_last)


def accuracy(data=None):
    tables = study_tables(load_study(root/'settings.ini'))
    mentions, spoken = mention_sets(tables), utterance_matches(tables)
    direct, other = spoken[spoken.kind.isin(['direct', 'block'])], spoken[spoken.kind.isin(['mixed', 'indirect'])]
    return (share('lines kept or left out, right', line_kinds(tables)) + share('publication interval right', date_known(tables))
            + [r for name, (found, true) in mentions.items() for r in rows(f'mentions ({name})', found, true)]
            + share('direct and block speech found with speaker', (direct.overlap >= .5) & direct.right)
            + share('mixed and indirect speech found', other.overlap >= .5) + share('its speaker right, where found', other.right[other.overlap >= .5])
            + [r for who in ('holder', 'side') for r in rows(f'statements by {who}', *statement_sets(tables, who))])


if __name__ == '__main__': print(pd.DataFrame(accuracy()).to_string(index=False))
