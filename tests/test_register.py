"The register: what it refuses, what follows from it, and what it never merges."
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from negotiations.register import (RegisterError, check_register, expand_aliases, fold_name, general_register, name_spellings, read_register, roll_up)
from negotiations.tables import TableError, packaged

seeds = Path(__file__).parent.parent/'seeds'/'register'


@pytest.fixture(scope='module')
def register(): return read_register(seeds)


def write(folder, actors, aliases):
    (folder/'actors.csv').write_text(actors); (folder/'aliases.csv').write_text(aliases)
    return folder


def two(aliases, actors=(('A One', 'person'), ('B Two', 'person'))):
    return {'actors': pd.DataFrame(actors, columns=['actor_id', 'kind']), 'aliases': pd.DataFrame(aliases, columns=['actor_id', 'alias', 'form', 'first', 'last'])}


@pytest.mark.parametrize('one, other', [('Sergey Lavrov', 'Sergei Shoigu'), ('Vladimir Putin', 'Vladimir Medinsky'), ('Donald Trump', 'Donald Tusk')])
def test_a_shared_given_name_never_links_two_persons(register, one, other):
    keys = {a: set(register['aliases'].query('actor_id == @a')['alias'].map(fold_name)) for a in (one, other)}
    assert keys[one] and keys[other] and not keys[one] & keys[other]


def test_spellings_of_one_name_are_one_actor(register):
    owner = dict(zip(register['aliases']['alias'], register['aliases']['actor_id']))
    for name in ('Zelensky', 'Zelenskiy', 'Zelenskyy', 'Volodymyr Zelenskiy'): assert owner[name] == 'Volodymyr Zelensky'


def test_no_two_persons_of_the_seeds_share_a_name_at_one_time(register):
    assert set(check_register(register)['alias']) <= {'Congo', 'Korea', 'Korean'}


def test_an_office_is_phrased_in_every_way(register):
    held = register['aliases'].query("form == 'office' and actor_id == 'Volodymyr Zelensky'")['alias']
    assert {'Ukrainian president', "Ukraine's president", 'Ukraine president', 'president of Ukraine'} <= set(held)


def test_every_state_has_what_a_study_starts_with():
    states = packaged('states')
    assert len(states) >= 193 and states['state'].is_unique and states['wikidata'].is_unique
    assert states['wikidata'].str.fullmatch(r'Q\d+').all()
    assert states['adjectives'].notna().mean() > .97 and (states['capital'].notna() | states['bloc'].notna()).mean() > .9


def test_wikidata_ids_are_used_once(register):
    ids = register['actors']['wikidata'].dropna()
    assert ids.is_unique and ids.str.fullmatch(r'Q\d+').all()


def test_the_study_wins_over_the_general_register(tmp_path):
    folder = write(tmp_path, 'actor_id,kind,side\nFrance,state,Europe\nMoscow Circus,organisation,\n', 'actor_id,alias,form\nMoscow Circus,Moscow,short\n')
    register = read_register(folder)
    assert register['actors'].set_index('actor_id').loc['France', 'side'] == 'Europe'
    assert register['actors'].set_index('actor_id').loc['France', 'wikidata'] == 'Q142'
    assert set(register['aliases'].query("alias == 'Moscow'")['actor_id']) == {'Moscow Circus'}
    assert register['actors']['actor_id'].is_unique


@pytest.mark.parametrize('actors, aliases, says', [
    ('actor_id,kind\nA One,person\n', 'actor_id,alias\nA Ome,One\n', "did you mean 'A One'"),
    ('actor_id,kind\nA One,person\nA One,person\n', 'actor_id,alias\nA One,One\n', 'twice'),
    ('actor_id,kind\nA One,person\nB Two,person\n', 'actor_id,alias,form\nA One,X Y,name\nB Two,X Y,name\n', 'at the same time'),
    ('actor_id,kind\nA One,person\nB Two,person\n', 'actor_id,alias,form,first,last\nA One,the chair,office,2020-01-01,2022-01-01\nB Two,the chair,office,2021-01-01,\n', 'at the same time'),
])
def test_contradictions_are_refused(tmp_path, actors, aliases, says):
    with pytest.raises(RegisterError, match=says): read_register(write(tmp_path, actors, aliases), general=False)


def test_an_office_may_be_handed_over(tmp_path):
    folder = write(tmp_path, 'actor_id,kind\nA One,person\nB Two,person\n', 'actor_id,alias,form,first,last\nA One,the chair,office,2020-01-01,2022-01-01\nB Two,the chair,office,2022-01-01,\n')
    assert len(read_register(folder, general=False)['aliases'])


def test_a_missing_folder_says_what_is_missing(tmp_path):
    with pytest.raises(TableError, match='actors'): read_register(tmp_path/'none')


@pytest.mark.parametrize('alias, problem', [('', 'empty'), (None, 'empty'), ('A', 'one letter'), ('.*', 'no letter'), ('will', 'common word'), ('\u0420utin', 'two alphabets')])
def test_each_doubtful_alias_is_named(alias, problem):
    assert problem in check_register(two([('A One', alias, 'short', None, None)]))['problem'].tolist()


def test_validity_is_checked():
    rows = [('A One', 'chair', 'office', '2020-01-01', '2019-01-01'), ('A One', 'head', 'office', '2020-01-01', '2022-01-01'), ('B Two', 'head', 'office', '2021-01-01', None)]
    assert {'ends before it starts', 'overlapping validity'} <= set(check_register(two(rows))['problem'])


def test_orphans_loops_and_twins_are_named():
    actors = pd.DataFrame([('A', 'state', 'B'), ('B', 'state', 'A'), ('C', 'kingdom', None), ('C', 'state', 'Z')], columns=['actor_id', 'kind', 'parent'])
    found = check_register({'actors': actors, 'aliases': pd.DataFrame([('D', 'Dee', 'name')], columns=['actor_id', 'alias', 'form'])})
    assert {'no such actor', 'its own parent', 'unknown kind', 'written twice', 'unknown parent'} <= set(found['problem'])


def test_levels(register):
    days = pd.DataFrame(dict(article_id='a', date=pd.to_datetime(['2022-03-01', '2025-03-01']), actor_id=['Joe Biden', 'Donald Trump']))
    assert roll_up(days, register, 'office')['actor_id'].unique().tolist() == ['president of the United States']
    assert roll_up(days, register, 'state')['actor_id'].unique().tolist() == ['United States']
    assert roll_up(days, register, 'state')['member'].tolist() == ['Joe Biden', 'Donald Trump']


def test_fifty_thousand_aliases_with_duplicates_are_checked():
    rows = [(f'Actor {i % 25000}', f'Name{i % 40000} Family{i % 40000}', 'name', None, None) for i in range(50000)]
    register = two(rows, [(f'Actor {i}', 'organisation') for i in range(25000)])
    assert 'two actors' in check_register(register)['problem'].tolist()


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_name_is_folded_and_spelled(name):
    assert fold_name(fold_name(name)) == fold_name(name)
    assert name_spellings(name)[0] == name


@given(st.permutations(range(6)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_does_not_matter(order):
    rows = [('A One', 'Ann One', 'name', None, None), ('A One', 'chair of Bee Two', 'office', None, None), ('B Two', 'Bee Two', 'name', None, None),
            ('B Two', 'Beezelensky', 'short', None, None), ('A One', 'Oney', 'short', None, None), ('B Two', 'B. Two', 'name', None, None)]
    key = lambda r: set(map(tuple, expand_aliases(r)['aliases'].fillna('')[['actor_id', 'alias', 'form', 'rule']].astype(str).values))
    assert key(two([rows[i] for i in order])) == key(two(rows))


def test_the_general_register_is_a_copy():
    changed = general_register()['actors']; changed.loc[0, 'actor_id'] = 'changed'
    assert general_register()['actors'].loc[0, 'actor_id'] != 'changed'
