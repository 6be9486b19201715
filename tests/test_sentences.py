"Sentences: offsets, any string, and the places where a dot is not a full stop."
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from negotiations.tables import TableError, contracts, sentence_spans, split_sentences

def sentences(text): return [text[s:e] for _, s, e in sentence_spans(text)]

marks = st.text(alphabet='aB1 .!?…"\'”’“()[]\n\r\t\u2028-—。U.S', max_size=80)

@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=80), marks))
def test_any_string(text):
    "Spans are in order, hold no white space at their ends, and leave out nothing but white space."
    spans = sentence_spans(text)
    kept = ''.join(''.join(text[s:e].split()) for _, s, e in spans)
    assert kept == ''.join(text.split())
    assert all(text[s:e] == text[s:e].strip() != '' for _, s, e in spans)
    assert all(a[2] <= b[1] and b[0] - a[0] in (0, 1) for a, b in zip(spans, spans[1:]))
    assert not spans or spans[0][0] == 0

one = ['Gen. A. B. Costa met Mr. Ruiz.', 'It fell by 2.5 percent to No. 1 in the U.S. Senate.', 'Posted March. 14, 2022 07:50',
       'Read http://example.org/a.b?c=d. and www.example.org.', 'FRESNO, Calif. (Agency) - Talks go on.', 'He asked, "Why?" and left.',
       'GEN. COSTA MET SEN. RUIZ', 'Costa vs. Ruiz', 'Sergey V. Lavrov spoke at 9 a.m. Monday.', 'We waited … and went.',
       '“What now?” he asked.', 'IV. Results', 'J.R. "Bob" Costa spoke.', 'the C.I.A. director said so']

@pytest.mark.parametrize('text', one)
def test_one_sentence(text): assert sentences(text) == [text]

several = [['"Go." ', 'He went.'], ['He said “no.” ', '“Yes,” she said.'], ['They met in the U.S. ', 'The talks failed.'],
           ['We refused [...] ', 'We agreed.'], ['I am target No. 1, you No. 2. ', 'They know.'], ['1. One point. ', '2. Another.'],
           ['Title without stop\n', 'Body text.\n\n', 'More.'], ['He lives in Portland, Ore. ', 'Costa does not.'], ['他来了。', '他走了。'],
           ['It ended in 1945.[12] ', 'Nobody knew.'], ['So do I. ', 'Costa does too.'], ['Talks end ', 'Photo: A. Costa.'], ['Talks end. ', 'Photo: A. Costa.'],
           ['He came at 9 p.m. ', 'He left.'], ['They make peace? ', 'Never! ', 'Not now.']]

@pytest.mark.parametrize('parts', several, ids=lambda p: p[0].strip())
def test_several_sentences(parts): assert sentences(''.join(parts)) == [p.strip() for p in parts]

def test_wrapped_lines_are_one_paragraph():
    words = ('the delegations of both sides met again ' * 12).split()
    lines, line = [], ''
    for w in words:
        if len(line) + 1 + len(w) > 60: lines.append(line); line = w
        else: line = f'{line} {w}'.strip()
    wrapped = '\n'.join(lines + [line])
    assert len(sentence_spans(wrapped)) == 1
    assert len(sentence_spans('Short title\n\n' + wrapped + '\n\n' + wrapped)) == 3
    assert len({p for p, _, _ in sentence_spans('milk\nbread and butter\neggs\na long line that no other word would make too long\ntea')}) == 5

@pytest.mark.parametrize('piece', ['.', '. ', 'a. ', ' ', '"', '.)', '. . . ', '(. ', '\n', '.[a]', 'x', '[...] '])
def test_long_lines_take_linear_time(piece):
    "A hundred thousand repetitions would not end in time if the search were quadratic."
    assert len(sentence_spans(piece * 100_000)) <= 100_000

def test_table_keeps_its_contract():
    articles = pd.DataFrame(dict(article_id=['b', 'a', 'c'], text=['One. Two.', None, 'Three\nFour.'], date=['2022-03-01', None, None]))
    before = articles.copy(deep=True)
    found = split_sentences(articles)
    pd.testing.assert_frame_equal(articles, before)
    assert list(found.columns) == list(contracts['sentences'])
    assert found[['article_id', 'paragraph', 'sentence', 'text']].values.tolist() == [
        ['b', 0, 0, 'One.'], ['b', 0, 1, 'Two.'], ['c', 0, 0, 'Three'], ['c', 1, 1, 'Four.']]
    pd.testing.assert_frame_equal(split_sentences(articles[2:]), found[2:].reset_index(drop=True))

def test_empty_and_wrong_tables():
    assert len(split_sentences(pd.DataFrame(dict(article_id=[], text=[])))) == 0
    with pytest.raises(TableError, match='text'): split_sentences(pd.DataFrame(dict(article_id=['a'])))
