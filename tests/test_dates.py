"Dates: what expressions mean, any string, and the table."
from datetime import date
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from negotiations.dates import _easter, find_dates, time_expressions
from negotiations.tables import TableError, contracts, split_sentences

today = date(2022, 3, 16)  # a Wednesday

def meant(text, day=today):
    "Text, first and last day of each expression; one day where both are the same."
    def iso(a, b): return None if a is None else str(a) if a == b else f'{a}..{b}'
    return [(text[s:e], iso(a, b)) for _, s, e, a, b, _ in time_expressions(text, day)]

one = {
    'He left on Monday.': ('Monday', '2022-03-14'), 'He left on Wednesday.': ('Wednesday', '2022-03-16'), 'He will leave on Monday.': ('Monday', '2022-03-21'),
    'He left last Wednesday.': ('last Wednesday', '2022-03-09'), 'They met on Feb. 28.': ('Feb. 28', '2022-02-28'), 'They met on 28 December.': ('28 December', '2021-12-28'),
    'They will meet on 28 December.': ('28 December', '2022-12-28'), 'Posted March. 14, 2022': ('March. 14, 2022', '2022-03-14'),
    'It fell on 24.02.2022.': ('24.02.2022', '2022-02-24'), 'It fell on 02/24/2022.': ('02/24/2022', '2022-02-24'), 'It fell on 2022-02-24.': ('2022-02-24', '2022-02-24'),
    'Talks ran from 3 to 5 March.': ('3 to 5 March', '2022-03-03..2022-03-05'), 'Talks ran March 3-5, 2021.': ('March 3-5, 2021', '2021-03-03..2021-03-05'),
    'It began in March 2020.': ('March 2020', '2020-03-01..2020-03-31'), 'It began in December.': ('December', '2021-12-01..2021-12-31'),
    'It began last May.': ('last May', '2021-05-01..2021-05-31'), 'Earlier this month he left.': ('Earlier this month', '2022-03-01..2022-03-16'),
    'They met last week.': ('last week', '2022-03-07..2022-03-13'), 'They met over the weekend.': ('the weekend', '2022-03-12..2022-03-13'),
    'They met yesterday.': ('yesterday', '2022-03-15'), 'They met the day before yesterday.': ('the day before yesterday', '2022-03-14'),
    'He came two weeks ago.': ('two weeks ago', '2022-02-28..2022-03-06'), 'He came three years ago.': ('three years ago', '2019-01-01..2019-12-31'),
    'It was late in 1941.': ('late in 1941', '1941-09-02..1941-12-31'), 'It was in the 1960s.': ('the 1960s', '1960-01-01..1969-12-31'),
    'In the summer of 1943 it ended.': ('the summer of 1943', '1943-06-01..1943-08-31'), 'In the first quarter of 2022 it fell.': ('the first quarter of 2022', '2022-01-01..2022-03-31'),
    'It ends by the end of the year.': ('the end of the year', '2022-12-31'), 'They waited until Christmas 1914.': ('Christmas 1914', '1914-12-25'),
    'He ruled in the 19th century.': ('the 19th century', '1800-01-01..1899-12-31'), 'It will end next year.': ('next year', '2023-01-01..2023-12-31'),
    'A few weeks ago he left.': ('few weeks ago', None), 'It was in 480 BC.': ('480 BC.', None), 'On Feb. 30 he left.': ('Feb. 30', None),
    'Over the past 30 days it fell.': ('the past 30 days', '2022-02-14..2022-03-16'),
}

@pytest.mark.parametrize('text', one)
def test_one_expression(text): assert meant(text) == [one[text]]

@pytest.mark.parametrize('text', ['They may march on.', 'May said so.', 'The fall of the city came.', 'He paid $1945 for 2000 troops.', 'It took three years.',
                                  'Every second day the sun rose.', 'The march began.', 'A quarter of it is gone.', 'See page 12,1945.', 'an Arab Spring', 'He will fall.'])
def test_no_expression(text): assert meant(text) == []

def test_running_narrative():
    assert meant('On Feb. 24 it began. The following day they talked. Two days later they left. That month it snowed.') == [
        ('Feb. 24', '2022-02-24'), ('The following day', '2022-02-25'), ('Two days later', '2022-02-27'), ('That month', '2022-02-01..2022-02-28')]
    assert [m for _, m in meant('From May 15 to August 16, 1988 they left.')] == ['1988-05-15', '1988-08-16']

def test_history_is_not_read_from_today():
    text = 'In 1914 it began. In August 1914 they crossed. In September they stood. In 1915 they talked. In May 1915 they left. In 1918 it ended.'
    assert dict(meant(text))['September'] == '1914-09-01..1914-09-30'

def test_undated_article_invents_nothing():
    assert meant('They met on Monday. Last week they talked. In May they left. © 2024 A. Costa', None)[:3] == [('Monday', None), ('Last week', None), ('May', None)]

def test_easter_against_published_dates():
    "Meeus, Astronomical Algorithms, chapter 8."
    assert [_easter(y) for y in (1991, 1992, 1993, 1954, 2000, 1818)] == [
        date(1991, 3, 31), date(1992, 4, 19), date(1993, 4, 11), date(1954, 4, 18), date(2000, 4, 23), date(1818, 3, 22)]

bits = st.lists(st.sampled_from(['the', 'last', 'May', 'March', '31', '1945', 'week', 'day', 'before', 'ago', 'two', '-', 'of', 'BC', '’s', 'Monday', ',', 'end', 'Q3',
                                 'Easter', 'century', '9th', '1990s', 'next', '.', '9999', '0', 'decades', 'hours', 'quarter', '\n', 'weekend', 'first']), max_size=14).map(' '.join)

@settings(deadline=None, max_examples=400)
@given(st.one_of(st.text(max_size=60), bits), st.sampled_from([None, today, date(1, 1, 1), date(9999, 12, 31)]))
def test_any_string(text, day):
    rows = time_expressions(text, day)
    assert all(0 <= a[1] < a[2] <= len(text) for a in rows)
    assert all(a[2] <= b[1] for a, b in zip(rows, rows[1:]))
    assert all((first is None) == (last is None) and (first is None or first <= last) for *_, first, last, _ in rows)

def test_table_keeps_its_contract():
    articles = pd.DataFrame(dict(article_id=['b', 'a', 'c'], text=['They met on Monday. He left.\nIn 1941 they fought.', None, 'Nothing.'], date=['2022-03-16', None, None]))
    before = articles.copy(deep=True); found = find_dates(articles)
    pd.testing.assert_frame_equal(articles, before)
    assert list(found.columns) == list(contracts['dates'])
    assert found[['article_id', 'sentence', 'text']].values.tolist() == [['b', 0, 'Monday'], ['b', 2, '1941']]
    pd.testing.assert_frame_equal(find_dates(articles, split_sentences(articles)), found)
    assert len(find_dates(articles[1:])) == 0

def test_wrong_tables():
    with pytest.raises(TableError, match='text'): find_dates(pd.DataFrame(dict(article_id=['a'])))

@pytest.mark.parametrize('piece', ['May ', 'Monday ', 'the day before ', '1945 ', 'last ', 'March 3-', 'two ', '0', "'90s ", '9th ', 'end of the ', 'BC ', ' ', '\n'])
def test_long_lines_take_linear_time(piece):
    "Ten thousand repetitions would not end in time if the search were quadratic."
    assert len(time_expressions(piece * 10_000, today)) <= 20_000
