"Leave-one-out dating: the dates of dated articles are hidden and inferred from the text."
import json, sys, time
from pathlib import Path

import pandas as pd

from negotiations.dating import date_articles
from negotiations.tables import read_csv, table

seeds = Path(__file__).resolve().parent.parent/'seeds'

offices = '''Barack Obama|president of the United States|2009-01-20|2017-01-19
Joe Biden|vice president of the United States|2009-01-20|2017-01-19
Joe Biden|president of the United States|2021-01-20|2025-01-19
Donald Trump|president of the United States|2017-01-20|2021-01-19
George W. Bush|president of the United States|2001-01-20|2009-01-19
Bill Clinton|president of the United States|1993-01-20|2001-01-19
John Kerry|Secretary of State|2013-02-01|2017-01-20
Antony Blinken|Secretary of State|2021-01-26|2025-01-20
Wendy Sherman|Deputy Secretary of State|2021-04-14|2023-07-28
Wendy Sherman|Deputy Secretary|2021-04-14|2023-07-28
Ned Price|Spokesperson|2021-01-20|2023-03-17
Ned Price|Department Spokesperson|2021-01-20|2023-03-17
Victoria Nuland|Under Secretary|2021-05-03|2024-03-22
Josh Earnest|White House press secretary|2014-06-20|2017-01-20
Loretta Lynch|Attorney General|2015-04-27|2017-01-20
James Comey|FBI Director|2013-09-04|2017-05-09
Paul Ryan|Speaker|2015-10-29|2019-01-03
Paul Ryan|House Speaker|2015-10-29|2019-01-03
John Boehner|House Speaker|2011-01-05|2015-10-29
Mitch McConnell|Senate Majority Leader|2015-01-03|2021-01-20
Ash Carter|Defense Secretary|2015-02-17|2017-01-20
David Cameron|Prime Minister|2010-05-11|2016-07-13
Theresa May|Prime Minister|2016-07-13|2019-07-24
Boris Johnson|Prime Minister|2019-07-24|2022-09-06
Elizabeth Truss|Foreign Secretary|2021-09-15|2022-09-06
Liz Truss|Foreign Secretary|2021-09-15|2022-09-06
Annalena Baerbock|Foreign Minister|2021-12-08|2025-05-06
Heiko Maas|Foreign Minister|2018-03-14|2021-12-08
Jean-Yves Le Drian|Foreign Minister|2017-05-17|2022-05-20
Catherine Colonna|Foreign Minister|2022-05-20|2024-01-11
Olaf Scholz|Chancellor|2021-12-08|2025-05-06
Angela Merkel|Chancellor|2005-11-22|2021-12-08
Dmytro Kuleba|Foreign Minister|2020-03-04|2024-09-04
Volodymyr Zelenskyy|President|2019-05-20|
Josep Borrell|High Representative|2019-12-01|2024-11-30
Jens Stoltenberg|Secretary General|2014-10-01|2024-10-01
Rick Snyder|Gov.|2011-01-01|2019-01-01
Chris Christie|Gov.|2010-01-19|2018-01-16
John Kasich|Gov.|2011-01-10|2019-01-14'''

events = '''2014-03-18|annexation of Crimea
2014-02-27|invaded Ukraine
2014-04-12|war in Donbas|war in eastern Ukraine|conflict in eastern Ukraine
2015-06-16|Trump's announcement
2015-11-13|Paris attacks|attacks in Paris|Paris terror attacks|terrorist attacks in Paris
2015-12-02|San Bernardino|San Bernardino shooting|San Bernardino attack
2016-02-01|Iowa caucuses|Iowa caucus
2016-02-09|New Hampshire primary
2016-02-13|death of Justice Antonin Scalia|Scalia's death|death of Antonin Scalia
2016-03-01|Super Tuesday
2016-03-22|Brussels attacks|attacks in Brussels
2016-06-12|Orlando shooting|Orlando massacre|massacre in Orlando
2016-06-23|Brexit|Brexit vote
2021-08-31|withdrawal from Afghanistan
2022-02-24|invasion|full-scale invasion|war|assault|aggression|invaded Ukraine|military operation'''


def study(years):
    "Register, and chronology of the years from which the articles come."
    rows = [dict(zip(('actor_id', 'alias', 'first', 'last'), (c or None for c in line.split('|'))), form='office') for line in offices.split('\n')]
    rows += [dict(actor_id=a, alias=n, form='short') for a in sorted({r['actor_id'] for r in rows}) for n in (a.split()[-1],)]
    days = [line.split('|', 1) for line in events.split('\n') if line[:4] in years]
    return {'actors': table('actors', []), 'aliases': table('aliases', rows)}, pd.DataFrame(days, columns=['date', 'names'])


def score(articles, truth, chronology, register, corpus, **limits):
    "Rows of measures for articles whose true dates are known."
    found = date_articles(articles.assign(date=pd.NaT), chronology, register, **limits)
    truth = pd.Series(pd.to_datetime(truth).to_numpy(), index=found.index)
    after, before = found['date_first'].isna() | (found['date_first'] <= truth), found['date_last'].isna() | (truth <= found['date_last'])
    width = (found['date_last'] - found['date_first']).dt.days + 1
    some, bounded, day = found['date_basis'].eq('inferred'), width.notna(), found['date'].notna()
    measures = dict(inferred=(some.mean(), len(some)), true_date_inside=((after & before)[some].mean(), some.sum()), bounded=(bounded.mean(), len(some)),
                    true_date_inside_bounded=((after & before)[bounded].mean(), bounded.sum()), median_width_days=(width.median(), bounded.sum()),
                    within_31_days=((width <= 31).mean(), len(some)), within_7_days=((width <= 7).mean(), len(some)),
                    true_date_inside_7_days=((after & before)[width <= 7].mean(), (width <= 7).sum()),
                    dated_to_the_day=(day.mean(), len(some)), right_to_the_day=((found['date'] == truth)[day].mean(), day.sum()))
    return [dict(stage='dating', corpus=corpus, measure=m, value=round(float(v), 3), n=int(n)) for m, (v, n) in measures.items()]


def shipped_study():
    "Register and chronology of the study that ships."
    from negotiations.register import read_register
    return read_register(seeds/'register'), read_csv(seeds/'chronology.csv')


def documents(path):
    "Texts and true dates of an annotated corpus."
    docs = [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines()]
    texts = [d['text'].replace('\n', '\n\n') for d in docs]
    return pd.DataFrame({'article_id': [str(i) for i in range(len(docs))], 'text': texts}), [d['date'][:10] for d in docs]


def accuracy(
    data, # Folder with the annotated files
):
    "Share of true dates inside the interval, width of the interval, share dated to the day; with and without the limits of the corpus."
    rows = []
    for corpus, name in {'State Department': 'releases_state_department_2021_2022.jsonl', 'PolNeAR': 'attributions_polnear_train.jsonl'}.items():
        if not (path := Path(data)/name).is_file(): continue
        articles, truth = documents(path)
        register, chronology = shipped_study() if corpus == 'State Department' else study('2015 2016')
        rows += score(articles, truth, chronology, register, corpus)
        rows += score(articles, truth, chronology, register, f'{corpus}, its limits known', first=min(truth), last=max(truth))
    return rows + _seeds()


def _seeds():
    "The same for the seeds; where the hand coding gives a span, its middle counts as true."
    register, chronology = shipped_study()
    coded = read_csv(seeds/'hand_coded'/'articles.csv')
    articles = pd.DataFrame({'article_id': coded['article_id'], 'text': [(seeds/f'{a}.txt').read_text(encoding='utf-8') for a in coded['article_id']]})
    first, last = pd.to_datetime(coded['date_first']), pd.to_datetime(coded['date_last'])
    return score(articles, (first + (last - first)/2).dt.normalize(), chronology, register, 'seeds')


def speed(articles):
    "Articles dated a second, none of them with a date."
    register, chronology = study('2014 2021 2022')
    start = time.perf_counter()
    date_articles(articles.assign(date=pd.NaT), chronology, register)
    return [dict(stage='dating', measure='date_articles', value=round(len(articles)/(time.perf_counter() - start)), unit='articles/s')]


if __name__ == '__main__':
    from benchmarks.corpus import synthetic_corpus
    rows = accuracy(sys.argv[sys.argv.index('--data') + 1]) if '--data' in sys.argv else _seeds()
    print(pd.DataFrame(rows).to_string(), *speed(synthetic_corpus(500)), sep='\n')
