"Clues of articles in other conflicts, clues that contradict, and any text at all."
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from negotiations.dating import common_days, count_span, date_articles, dating_clues, holiday_day
from negotiations.tables import table

events = pd.DataFrame({'date': ['1982-04-02', '1982-06-14', '2003-03-20'], 'event': ['Landing', 'Ceasefire', 'Invasion of Iraq'],
                       'names': ['invasion|conflict|war|landing', 'ceasefire', 'invasion|war']})
register = {'actors': table('actors', []), 'aliases': table('aliases', [
    dict(actor_id='Margaret Thatcher', alias='prime minister of the United Kingdom', form='office', first='1979-05-04', last='1990-11-28'),
    dict(actor_id='Margaret Thatcher', alias='Thatcher', form='short'),
    dict(actor_id='Tony Blair', alias='prime minister of the United Kingdom', form='office', first='1997-05-02', last='2007-06-27'),
    dict(actor_id='Tony Blair', alias='Blair', form='short')])}


def dated(text, **options):
    "First and last day of one article."
    row = date_articles(pd.DataFrame({'article_id': ['a'], 'text': [text]}), **options).iloc[0]
    return tuple(None if pd.isna(d) else f'{d:%F}' for d in (row.date_first, row.date_last))


def rules(text, **options):
    return dating_clues(pd.DataFrame({'article_id': ['a'], 'text': [text]}), **options)['rule'].tolist()


@pytest.mark.parametrize('text,first,last', [
    ('Prime Minister Thatcher spoke on the second day of the conflict.', '1982-04-03', '1982-04-04'),
    ('Prime Minister Thatcher spoke, 48 hours after the landing, of peace.', '1982-04-03', '1982-04-05'),
    ('Prime Minister Blair said the war has lasted for more than two years.', '2005-03-19', '2006-03-19'),
    ('Prime Minister Thatcher said that three weeks into the war nothing was decided.', '1982-04-18', '1982-04-30'),
    ('Talks were held, Prime Minister Blair said, after the invasion.', '1997-05-02', '2007-07-27'),
    ('He wrote that it was signed on 14 June 1982 in the town.', '1982-06-13', None),
    ('Talks were held.\n\n© 1999-2004 The Daily Paper', None, '2004-12-31')])
def test_other_conflicts(text, first, last):
    assert dated(text, chronology=events, register=register) == (first, last)


@pytest.mark.parametrize('text', ['He will resign by 2030.', 'The Cold War ended.', 'They met on Friday.', 'Easter is a feast.', 'The talks, former Prime Minister Blair said, failed.',
                                  'If a Prime Minister Blair were to speak.', 'Results will not be known until after the invasion.', 'During an invasion people flee.'])
def test_no_clue(text):
    assert rules(text, chronology=events, register=register) == []


def test_successor_bounds_and_predecessor_does_not():
    text = 'Prime Minister Blair praised what Prime Minister Thatcher did.'
    assert dated(text, register=register) == ('1997-05-02', '2007-07-27')


def test_contradiction_is_reported_and_not_averaged():
    text = 'Prime Minister Thatcher spoke on the second day of the war.\n\n© 1970 The Daily Paper'
    clues = dating_clues(pd.DataFrame({'article_id': ['a'], 'text': [text]}), chronology=events, register=register)
    assert clues[~clues['used']]['rule'].unique().tolist() == ['year of copyright', 'contradiction']
    assert dated(text, chronology=events, register=register) == ('1982-04-03', '1982-04-04')


@pytest.mark.parametrize('weekday,first,last', [('Monday', '2025-04-21', '2025-04-23'), ('Saturday', '2025-04-20', '2025-04-26')])
def test_feast_and_weekday(weekday, first, last):
    text = f'Both sides spoke of talks on {weekday}. A truce for Easter held over the weekend.'
    assert dated(text, first='2025-01-01', last='2025-12-31') == (first, last)


def test_known_dates_stay_and_input_is_not_changed():
    articles = pd.DataFrame({'article_id': ['a', 'b'], 'text': ['On the second day of the landing.']*2, 'date': [pd.Timestamp('2001-01-01'), pd.NaT], 'date_basis': ['metadata', None]})
    before = articles.copy(deep=True)
    found = date_articles(articles, events)
    pd.testing.assert_frame_equal(articles, before)
    assert found['date_basis'].tolist() == ['metadata', 'inferred']
    assert found['date'][0] == found['date_first'][0] == found['date_last'][0] == pd.Timestamp('2001-01-01')
    assert found['date_last'][1] == pd.Timestamp('1982-04-04') and pd.isna(found['date'][1])


def test_one_day_left_is_the_date():
    found = date_articles(pd.DataFrame({'article_id': ['a'], 'text': ['Officials spoke.']}), first='2022-03-01', last='2022-03-01')
    assert found['date'][0] == pd.Timestamp('2022-03-01')


def test_copyright_lines_outside_the_text():
    lines = table('lines', [dict(article_id='a', line=0, start=0, end=5, kind='boilerplate', rule='x', text='Copyright 2004 The Daily Paper')])
    assert dated('Officials spoke.', lines=lines) == (None, '2004-12-31')


def test_crawl_is_an_upper_bound():
    found = date_articles(pd.DataFrame({'article_id': ['a', 'b'], 'text': ['', ''], 'crawled': ['2022-03-01', None]}))
    assert found['date_last'][0] == pd.Timestamp('2022-03-01') and pd.isna(found['date_last'][1]) and found['date_basis'].isna()[1]


def test_holidays_against_outside_dates():
    assert holiday_day('easter', 2025) == holiday_day('orthodox easter', 2025) == pd.Timestamp('2025-04-20')
    assert holiday_day('orthodox easter', 2022) == pd.Timestamp('2022-04-24') and holiday_day('easter', 2022) == pd.Timestamp('2022-04-17')
    assert holiday_day('4 thursday 11', 2024) == pd.Timestamp('2024-11-28') and holiday_day('last monday 05', 2022) == pd.Timestamp('2022-05-30')


def test_counts():
    assert count_span(48, 'hour') == (1, 3) and count_span(3, 'year', 'more than') == (1095, 1460)
    few, many = count_span(3, 'week')
    assert few <= 21 <= many and many - few <= 14


days = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)).map(lambda p: (p[0], p[0] + p[1])), max_size=4)

@given(days, days)
def test_common_days_are_the_days_in_both(some, others):
    every = lambda spans: {d for a, b in spans for d in range(a, b + 1)}
    assert every(common_days(some, others)) == every(some) & every(others)


words = st.sampled_from(['the', 'war', 'for', 'more than', '2022', '9999', '31', 'February', 'second day of', 'years', 'since', 'Easter', 'over the weekend', 'Friday', '0', '48 hours after',
                         'Prime Minister Blair', '©', '\n', '\n\n', '.', 'anniversary of', 'first', '1,000', 'ago', 'ß', '\u202e', '\0', '999th week of', '9999 years of'])

@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(), st.lists(words, max_size=25).map(' '.join)))
def test_any_text(text):
    articles = pd.DataFrame({'article_id': ['a'], 'text': [text]})
    clues, found = dating_clues(articles, events, register), date_articles(articles, events, register)
    for row in clues[clues['start'].notna() & clues['rule'].ne('contradiction')].itertuples(): assert text[row.start:row.end] == row.text
    row = found.iloc[0]
    assert pd.isna(row.date_first) or pd.isna(row.date_last) or row.date_first <= row.date_last


def test_any_slice_gives_the_same_rows():
    texts = ['On the second day of the landing.', 'Nothing.', 'More than two years of war, Prime Minister Blair said.']
    articles = pd.DataFrame({'article_id': list('abc'), 'text': texts})
    whole = dating_clues(articles, events, register)
    parts = pd.concat([dating_clues(articles[n:n + 1], events, register) for n in (0, 1, 2)], ignore_index=True)
    pd.testing.assert_frame_equal(whole, parts)


def test_days_that_a_page_leaves_open_are_kept_and_narrowed():
    pages = pd.DataFrame({'article_id': ['a', 'b'], 'date_first': pd.to_datetime(['2022-03-04', '2022-03-04']), 'date_last': pd.to_datetime(['2022-04-03', None]),
                          'date_basis': ['dateline', 'dateline'], 'text': ['Nothing else is said.', 'Nothing else is said. © 2022 The Daily Paper']})
    dated = date_articles(pages)
    assert dated['date_first'].tolist() == [pd.Timestamp('2022-03-04')]*2
    assert dated['date_last'].tolist() == [pd.Timestamp('2022-04-03'), pd.Timestamp('2022-12-31')]
    assert dated['date_basis'].tolist() == ['dateline', 'inferred']
    assert date_articles(dated).equals(dated)


def test_an_event_without_names_goes_by_its_own_words():
    events = pd.DataFrame({'date': ['2022-02-24'], 'event': ['invasion']})
    assert date_articles(pd.DataFrame({'article_id': ['a'], 'text': ['It was the second day of the invasion, officials said on Friday.']}), events).date_first[0] == pd.Timestamp('2022-02-25')
