"""What a reader of the page on articles should not have to see."""
import re, time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from negotiations.articles import clean_articles, label_lines, _days_in, _form, _words
from negotiations.tables import TableError, packaged

seeds = {f.name[:3]: f.read_bytes().decode('utf-8') for f in sorted((Path(__file__).parents[1]/'seeds').glob('*.txt'))}
kept = ('title', 'heading', 'body', 'embed')


def sources(*raws, **more): return pd.DataFrame({'article_id': [f'a{i}' for i in range(len(raws))], 'raw': list(raws), **more})


@pytest.fixture(scope='module')
def seed_lines(): return label_lines(pd.DataFrame({'article_id': list(seeds), 'raw': list(seeds.values())}))


@pytest.fixture(scope='module')
def seed_articles(seed_lines): return clean_articles(pd.DataFrame({'article_id': list(seeds), 'raw': list(seeds.values())}), seed_lines).set_index('article_id')


pieces = st.sampled_from(['ADVERTISEMENT', 'Share', 'By Maria Example', '3 March 2022', 'The envoys said that they would meet again.', 'Talks resume', '* Home', '© 2024 X',
                          '— Example News (@example) March 2, 2022', 'date 2022-02-26 Talks resume', '“We are ready,” she said.', 'Sehen Sie sich jetzt das an!', ' \u200b ', 'Add a comment'])
pages = st.lists(pieces | st.text(max_size=40), max_size=25).map('\n'.join)


@settings(max_examples=50, deadline=None)
@given(pages | st.text(max_size=300))
def test_lines_are_slices_and_hold_every_character_once(raw):
    lines = label_lines(sources(raw))
    assert all(raw[s:e] == t for s, e, t in zip(lines['start'], lines['end'], lines['text']))
    assert ''.join(''.join(lines['text']).split()) == ''.join(raw.split())
    assert list(lines['line']) == list(range(len(lines))) and lines['start'].is_monotonic_increasing


@settings(max_examples=25, deadline=None)
@given(pages)
def test_text_is_the_kept_lines_in_order(raw):
    lines = label_lines(sources(raw))
    article = clean_articles(sources(raw), lines).iloc[0]
    assert article['text'] == '\n\n'.join(lines.loc[lines['kind'].isin(kept), 'text'])


@settings(max_examples=8, deadline=None)
@given(st.lists(pages, min_size=2, max_size=4))
def test_any_slice_in_any_order_gives_the_same_rows(raws):
    table = sources(*raws)
    whole = label_lines(table)
    for i in reversed(range(len(raws))):
        part = label_lines(table.iloc[[i]])
        pd.testing.assert_frame_equal(part, whole[whole['article_id'] == f'a{i}'].reset_index(drop=True))


def test_input_is_not_changed():
    table = sources(seeds['000']); before = table.copy()
    clean_articles(table, label_lines(table))
    pd.testing.assert_frame_equal(table, before)


dropped = {
    '000': ['Source', 'Featured image adapted from'],
    '001': ['Go to contents', 'Posted March', 'Updated March', 'Youn-Jong'],
    '002': ['Add a Comment', 'Your email address'],
    '003': ['ADVERTISEMENT', 'Image', 'Nick Monroe', 'Sign in', 'Comments', 'Powered by', 'Join and support', 'We’re independent', 'Support The', 'Remind me', 'To find out', 'By signing up', '© 2024'],
    '004': ['Get a Year', 'Enter your mobile', 'Click Hare', "WILL BIDEN'S", 'Sehen Sie', 'Geben Sie', 'CLICK HERE', 'Post a Comment']}


@pytest.mark.parametrize('key', seeds)
def test_seeds_keep_the_article_and_nothing_else(key, seed_lines):
    lines = seed_lines[seed_lines['article_id'] == key]
    lost = lines.loc[~lines['kind'].isin(kept), 'text']
    starts = dropped[key] + (['date 2022-02-26', ] if key == '000' else ['Zelenskyy confirms truce'] if key == '001' else [])
    assert all(any(t.startswith(s) for s in starts) for t in lost), list(lost)
    assert all(any(t.startswith(s) for t in lost) for s in starts)


def test_seeds_dates_and_titles(seed_articles):
    assert seed_articles['date'].dt.strftime('%F').dropna().to_dict() == {'000': '2022-02-26', '001': '2022-03-14'}
    assert seed_articles.at['000', 'title'].startswith('Ukraine President Seeks') and seed_articles.at['000', 'date_basis'] == 'dateline'
    assert [t[:12] for t in seed_articles['title']] == ['Ukraine Pres', 'Zelenskyy co', 'Putin declar', 'Ukraine disc', 'Putin ‘ready']
    assert set(seed_articles['language']) == {'en'}
    assert seed_articles.at['003', 'outlet'] == 'The Post Millennial' and seed_articles.at['001', 'author'] == 'Youn-Jong Kim'


def test_a_tweet_keeps_its_author_and_day(seed_lines):
    tweet = seed_lines[(seed_lines['article_id'] == '000') & (seed_lines['kind'] == 'embed')].iloc[0]
    assert tweet['author'] == 'Bloomberg Quicktake (@Quicktake)' and str(tweet['date'])[:10] == '2022-02-25'


def test_a_long_paragraph_is_cut_before_its_tweet():
    body = 'The envoys said that they would meet again on Friday. ' * 8
    lines = label_lines(sources(body + 'They go on. https://t.co/x — Example News (@example) March 2, 2022'))
    assert list(lines['kind'])[-1] == 'embed' and len(lines) == 2 and len(lines['text'].iloc[-1]) <= 340


def test_lines_in_another_language_are_marked(seed_lines):
    german = seed_lines[seed_lines['language'] == 'de']
    assert len(german) == 2 and set(german['kind']) == {'boilerplate'}


def test_every_rule_names_its_own_example():
    rules = packaged('line_rules')
    assert [_form(t, _words(t))[1] for t in rules['example']] == list(rules['rule'])


def test_clean_text_is_kept_whole():
    transcript = 'QUESTION: Will they meet?\n\nMR EXAMPLE: Yes.\n\nQUESTION: When?\n\nMR EXAMPLE: On Friday, in Geneva, and we said so.'
    assert clean_articles(sources(transcript))['text'][0] == transcript
    assert clean_articles(sources('No.'))['text'][0] == 'No.'


def test_metadata_wins():
    table = sources(seeds['001'], title=['Another title'], published=['2022-03-13'], outlet=['Example Post'], language=['ko'], author=['A. Example'])
    a = clean_articles(table).iloc[0]
    assert (a['title'], str(a['date'])[:10], a['date_basis'], a['outlet'], a['language'], a['author']) == ('Another title', '2022-03-13', 'metadata', 'Example Post', 'ko', 'A. Example')


def test_published_and_updated_are_told_apart():
    page = 'Talks resume in Geneva today\n\nUpdated 5 March 2022, published 3 March 2022\n\nThe envoys said that they would meet again on Friday.\n\nAdd a comment'
    a = clean_articles(sources(page)).iloc[0]
    assert str(a['date'])[:10] == '2022-03-03' and str(a['updated'])[:10] == '2022-03-05' and '3 March' in a['date_evidence']


def test_the_opening_of_an_agency_report_dates_and_stays():
    a = clean_articles(sources('KYIV, March 3, 2022 (Example Agency) - The envoys said that they would meet again.')).iloc[0]
    assert str(a['date'])[:10] == '2022-03-03' and a['text'].startswith('KYIV, March 3') and a['date_evidence'].startswith('KYIV')


@pytest.mark.parametrize('line', ['The meeting on 3 March 2022 was useful.', 'A report was published on 3 March 2022 and says so.', 'KYIV, March 3, 2022 (Example Agency) - They met.'])
def test_a_sentence_that_names_a_day_is_no_dateline(line):
    page = f'Talks resume in Geneva today\n\n{line}\n\nThe envoys said that they would meet again on Friday and that they had made progress, a spokesman said, on all of the points.\n\nAdd a comment'
    assert line in clean_articles(sources(page))['text'][0] and line in clean_articles(sources(line))['text'][0]


def test_a_page_of_many_lines_takes_time_in_proportion():
    start = time.process_time()
    raw = '\n'.join(['3 March 2022', 'Read more', 'A. Example March 3, 2022 at 10:25 pm', '— X (@x) March 2, 2022', '0 comments'] * 8_000 + ['The envoys said that they would meet again on Friday. ' * 4, 'a (@' + ' ' * 200_000 + 'b'])
    clean_articles(sources(raw))
    assert time.process_time() - start < 20


def test_copyright_years_and_dates_of_related_articles_do_not_date():
    page = 'Talks resume in Geneva today\n\nThe envoys said that they would meet again on Friday.\n\nRelated articles\n\nEarlier talks\n\n3 March 2021\n\n© 2024 The Example Post'
    assert clean_articles(sources(page))['date'].isna().all()


@pytest.mark.parametrize('text, days', [('3/4/2022', ('2022-03-04', '2022-04-03')), ('13/4/2022', ('2022-04-13',) * 2), ('Posted March. 14, 2022', ('2022-03-14',) * 2),
                                        ('14 de marzo de 2022', ('2022-03-14',) * 2), ('2022年3月14日', ('2022-03-14',) * 2), ('29.02.2024', ('2024-02-29',) * 2), ('14 березня 2022', ('2022-03-14',) * 2)])
def test_days(text, days): assert [d[2:] for d in _days_in(text)] == [days]


@pytest.mark.parametrize('text', ['30 February 2022', 'May 2022', '2022', '1.2.3', 'Feb. 28', '99/99/2022'])
def test_what_is_no_day(text): assert _days_in(text) == []


@pytest.mark.parametrize('raw', ['', '\n\n', '\0', '\u2028', 'ADVERTISEMENT\nShare\n© 2024 X', '\ufeff'])
def test_pages_without_article(raw):
    articles = clean_articles(sources(raw))
    assert len(articles) == 1 and articles['text'][0].strip('\0\ufeff') == ''


def test_sources_with_a_problem_have_no_rows():
    table = sources('The envoys met.', None, problem=['cannot be read', None])
    assert len(label_lines(table)) == 0 and len(clean_articles(table)) == 0


def test_a_line_of_five_megabytes_and_right_to_left_text():
    start = time.process_time()
    long = 'word and more ' * 360_000
    assert clean_articles(sources(long))['text'][0] == long.strip()
    assert time.process_time() - start < 20
    arabic = 'قال الوزير إن المحادثات بدأت في جنيف وإن الوفود مستعدة. ' * 3
    a = clean_articles(sources(arabic)).iloc[0]
    assert a['text'] == arabic.strip() and a['language'] == 'ar'


def test_errors_name_what_is_missing():
    with pytest.raises(TableError, match='raw'): label_lines(pd.DataFrame({'article_id': ['a']}))
    with pytest.raises(TableError, match='kind'): clean_articles(sources('x'), pd.DataFrame({'article_id': ['a0'], 'text': ['x']}))


def test_two_sources_with_one_id_are_an_error():
    twice = pd.DataFrame({'article_id': ['a', 'a'], 'raw': ['One text.', 'Another text.']})
    for stage in (label_lines, clean_articles):
        with pytest.raises(ValueError, match="'a' twice"): stage(twice)
