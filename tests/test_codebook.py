import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from negotiations.codebook import CodebookError, codebook_tables, expand, kinds, read_codebook, verb_forms
from negotiations.tables import packaged

root = Path(__file__).parent.parent
books = [root/'seeds'/'codebook.yaml', root/'nbs'/'cases'/'iran'/'codebook.yaml']
one = {'issue': 'truce', 'proposition': 'Fighting should stop.'}


@pytest.mark.parametrize('path', books, ids=lambda p: p.parent.name)
def test_codebooks_that_ship(path):
    book = read_codebook(path)
    assert book['issues']['issue'].is_unique and book['issues']['proposition'].str.endswith('.').all()
    assert set(book['patterns']['issue']) - {''} == set(book['issues']['issue'])
    for stance in (1, -1, 0): assert set(book['examples'].query('stance == @stance')['issue']) == set(book['issues']['issue'])


@pytest.mark.parametrize('path', books, ids=lambda p: p.parent.name)
def test_examples_touch_their_issue(path):
    "An example that no pattern finds would teach people one thing and the rules another."
    book = read_codebook(path)
    patterns = book['patterns'].query("kind in ('include', 'opposites', 'acts', 'acts_against', 'own')")
    found = [any(re.search(r, text, re.I) for r in patterns.query('issue == @issue')['regex']) for issue, text in book['examples'][['issue', 'text']].itertuples(index=False)]
    assert all(found)


def test_seed_codebook_has_the_issues_of_the_study():
    assert list(read_codebook(books[0])['issues']['issue']) == ['talks', 'summit', 'ceasefire', 'civilian_strikes', 'neutrality', 'demilitarisation', 'territory',
        'withdrawal', 'sanctions', 'military_aid', 'security_guarantees', 'mediation', 'leadership', 'prisoners', 'humanitarian']


@pytest.mark.parametrize('verb, forms', [
    ('send', 'send sends sent sending'), ('supply', 'supply supplies supplied supplying'), ('impose', 'impose imposes imposed imposing'), ('stop', 'stop stops stopped stopping'),
    ('push', 'push pushes pushed pushing'), ('give', 'give gives gave given giving'), ('cut', 'cut cuts cutting'), ('withdraw', 'withdraw withdraws withdrew withdrawn withdrawing'),
    ('deploy', 'deploy deploys deployed deploying'), ('veto', 'veto vetoes vetoed vetoing'), ('freeze', 'freeze freezes froze frozen freezing'), ('undertake', 'undertake undertook undertaking')])
def test_verb_forms(verb, forms):
    for form in forms.split(): assert re.fullmatch(verb_forms(verb), form), form


@pytest.mark.parametrize('verb, form', [('send', 'sender'), ('stop', 'stoppage'), ('impose', 'imposition'), ('give', 'gift')])
def test_other_words_are_no_forms(verb, form): assert not re.fullmatch(verb_forms(verb), form)


@pytest.mark.parametrize('words, text, there', [
    ('cease-?fires?', 'A CEASEFIRE, now', True), ('truce', 'untruceful', False), ("Ukraine's", 'Ukraine’s army', True), ('stop ... war', 'stop this ugly war', True),
    ('stop ... war', 'stop. The war', False), ('stop ... war', 'stop one two three four five six seven war', False), ('oil embargo', 'oil\nembargo', True)])
def test_patterns(words, text, there): assert bool(re.search(expand(words), text, re.I)) == there


def test_lists_may_name_lists():
    assert re.search(expand('send <gear>', {'gear': 'boots|<arms>', 'arms': 'tanks?'}), 'send tanks')


@pytest.mark.parametrize('change, message', [
    ({'proposition': None}, 'no proposition'), ({'proposition': '  '}, 'no proposition'), ({'include': ['(truce']}, 'not a pattern'), ({'include': ['truce|']}, 'matches everything'),
    ({'include': 'truce'}, 'list of patterns'), ({'acts': ['send <arms>']}, '<arms>'), ({'note': 'x'}, "did you mean 'notes'"), ({'examples': ['x']}, 'support, oppose and neutral'),
    ({'examples': {'for': ['x']}}, 'unknown entry')])
def test_faults_of_an_issue(change, message):
    with pytest.raises(CodebookError, match=re.escape(message)): codebook_tables({'issues': [one | change]})


@pytest.mark.parametrize('book, message', [
    ({}, 'no issues'), ({'issues': []}, 'no issues'), ({'issues': {'truce': one}}, 'no issues'), ({'issues': [one, one]}, 'twice'), ({'issues': ['truce']}, 'without a name'),
    ({'issues': [{'proposition': 'x'}]}, 'without a name'), ({'issue': [one]}, "did you mean 'issues'"), ({'issues': [one], 'setting': '('}, 'setting')])
def test_faults_of_a_codebook(book, message):
    with pytest.raises(CodebookError, match=re.escape(message)): codebook_tables(book)


@pytest.mark.parametrize('text, message', [('issues: [', 'not YAML'), ('just words', 'has the entries'), ('!!python/object/apply:os.getcwd []', 'not YAML'), ('', 'has the entries')])
def test_faults_of_a_file(tmp_path, text, message):
    (tmp_path/'c.yaml').write_text(text)
    with pytest.raises(CodebookError, match=message): read_codebook(tmp_path/'c.yaml')


def test_csv_without_columns(tmp_path):
    (tmp_path/'c.csv').write_text('a,b\n1,2\n')
    with pytest.raises(CodebookError, match='lacks columns'): read_codebook(tmp_path/'c.csv')


@pytest.mark.parametrize('path', books, ids=lambda p: p.parent.name)
def test_csv_and_yaml_say_the_same(tmp_path, path):
    import yaml
    book = yaml.safe_load(path.read_text())
    rows = [('', 'parties', '; '.join(book['parties']))] + [('', k, book[k]) for k in ('setting', 'elsewhere') if k in book] + [('', f'words {k}', v) for k, v in book['words'].items()]
    for issue in book['issues']:
        rows += [(issue['issue'], k, issue[k]) for k in ('proposition', 'notes') if k in issue] + [(issue['issue'], k, w) for k in kinds for w in issue.get(k) or []]
        rows += [(issue['issue'], k, t) for k, texts in issue['examples'].items() for t in texts]
    pd.DataFrame(rows, columns=['issue', 'entry', 'text']).to_csv(tmp_path/'c.csv', index=False)
    a, b = read_codebook(path), read_codebook(tmp_path/'c.csv')
    for name in ('issues', 'patterns', 'examples'): pd.testing.assert_frame_equal(a[name].reset_index(drop=True), b[name].reset_index(drop=True))
    assert a['parties'] == b['parties']


def test_own_stance_words():
    stances = pd.DataFrame([('thumb~ up', 'verb', 1, None, 'accept')], columns=['words', 'frame', 'sign', 'negated', 'type'])
    assert list(codebook_tables({'issues': [one]}, stances)['stances']['words']) == ['thumb~ up']
    with pytest.raises(CodebookError, match='lack'): codebook_tables({'issues': [one]}, stances.drop(columns='sign'))


def test_stance_words_that_ship():
    words = packaged('stances')
    assert words['words'].is_unique and set(words['sign']) <= {'-1', '0', '1'}
    assert set(words['type']) <= {'demand', 'offer', 'accept', 'reject', 'condition', 'red line', 'report', 'deny'}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='abc ~.()|<>*+?[]\\', max_size=20))
def test_any_pattern_is_read_or_refused(words):
    few = pd.DataFrame([('accept~', 'verb', 1, None, 'accept')], columns=['words', 'frame', 'sign', 'negated', 'type'])
    try: codebook_tables({'issues': [one | {'include': [words]}]}, few)
    except CodebookError: pass
