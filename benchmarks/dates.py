"Dates: relaxed and value F1 on newswire and on histories, and articles a second."
import argparse, calendar, json, re, time
from datetime import date, timedelta
from pathlib import Path
from negotiations.dates import find_dates, time_expressions

seasons = {'SP': 3, 'SU': 6, 'FA': 9}

def days(value):
    "First and last day of an annotated value; None when it is no calendar value."
    value = re.sub(r'(-XX)+$', '', (value or '').split('T')[0])
    try:
        if re.fullmatch(r'\d{4}-\d\d-\d\d', value): return (date.fromisoformat(value),) * 2
        if m := re.fullmatch(r'(\d{4})-(\d\d)', value): return months(int(m[1]), int(m[2]), 1)
        if m := re.fullmatch(r'(\d{4})-W(\d\d)', value): first = date.fromisocalendar(int(m[1]), int(m[2]), 1); return first, first + timedelta(6)
        if m := re.fullmatch(r'(\d{4})-H([12])', value): return months(int(m[1]), 6 * int(m[2]) - 5, 6)
        if m := re.fullmatch(r'(\d{4})-WI', value): return date(int(m[1]) - 1, 12, 1), date(int(m[1]) + 1, 2, 28)  # the winter at either end
        if m := re.fullmatch(r'(\d{4})-(SP|SU|FA)', value): return months(int(m[1]), seasons[m[2]], 3)
        if re.fullmatch(r'\d{2,4}', value): n = 10 ** (4 - len(value)); return date(int(value) * n, 1, 1), date(int(value) * n + n - 1, 12, 31)
    except ValueError: return None

def months(year, month, n):
    "A span of whole months of one year."
    return date(year, month, 1), date(year, month + n - 1, calendar.monthrange(year, month + n - 1)[1])

def gum(row):
    "First and last day of one of GUM's annotations."
    first, last = (days(row.get(a) or row.get(b) or row.get('when')) for a, b in (('from', 'notBefore'), ('to', 'notAfter')))
    return first and last and (first[0], last[1])

def scores(documents):
    "Relaxed F1 (an overlap counts) and value F1 (our span lies within the annotated one), and the number annotated."
    overlaps = values = found = annotated = 0
    for text, day, gold in documents:
        rows = time_expressions(text, date.fromisoformat(day) if day else None); used = set()
        found += len(rows); annotated += len(gold)
        for start, end, span in sorted(gold, key=lambda g: g[:2]):
            k = next((k for k, r in enumerate(rows) if k not in used and r[1] < end and r[2] > start), None)
            if k is None: continue
            used.add(k); overlaps += 1; first, last = rows[k][3:5]
            values += bool(span and first and span[0] <= first <= last <= span[1])
    return 2 * overlaps / max(1, found + annotated), 2 * values / max(1, found + annotated), annotated

def lines(path): return [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines()] if path.exists() else []

def accuracy(data):
    "Scores on GUM's news and on WikiWars, the latter also without durations and words such as 'now'."
    news = [(d['text'], d['date'], [(x['start'], x['end'], gum(x)) for x in d['dates']]) for d in lines(Path(data)/'entities_gum_news.jsonl')]
    wars = [(d['text'], d['dct'], [(x['start'], x['end'], days(x['value']), x['value'] or '') for x in d['timexes']]) for d in lines(Path(data)/'dates_wikiwars.jsonl')]
    corpora = {'GUM news': news, 'WikiWars, calendar values': [(t, d, [g[:3] for g in gs if g[2] or re.match('BC|XXXX-', g[3])]) for t, d, gs in wars],
               'WikiWars, all': [(t, d, [g[:3] for g in gs]) for t, d, gs in wars]}
    return [dict(stage='dates', corpus=name, measure=measure, value=round(value, 3), n=n) for name, documents in corpora.items() if documents
            for *both, n in [scores(documents)] for measure, value in zip(('relaxed F1', 'value F1'), both)]

def speed(articles):
    "Articles and megabytes of text a second through `find_dates`, sentences given."
    from negotiations.tables import split_sentences
    sentences = split_sentences(articles); size = articles['text'].str.len().sum()
    begin = time.perf_counter(); find_dates(articles, sentences); seconds = time.perf_counter() - begin
    return [dict(stage='dates', measure='text', value=round(size / seconds / 1e6, 1), unit='MB/s'),
            dict(stage='dates', measure='articles', value=round(len(articles) / seconds), unit='1/s')]

if __name__ == '__main__':
    parser = argparse.ArgumentParser(); parser.add_argument('--data', required=True)
    for row in accuracy(Path(parser.parse_args().data)): print(row)
