"Positions: against brute force, outside references, and properties."
from math import comb

import numpy as np, pandas as pd, pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import beta, permutation_test

from negotiations.tables import Period, TableError, empty
from negotiations import positions as P

spring, summer = Period('spring', '2030-03-01', '2030-05-31'), Period('summer', '2030-06-01', '2030-08-31')
periods = [spring, summer]
row = st.tuples(st.integers(0, 8), st.integers(0, 183), st.sampled_from('ABC'), st.sampled_from(['peace', 'border']), st.sampled_from([-1, 0, 1]), st.integers(0, 12))
tables = st.lists(row, min_size=1, max_size=40)
quick = settings(max_examples=6, deadline=None)
slow = settings(max_examples=2, deadline=None)


def made(rows):
    "Statements of a generated negotiation."
    frame = pd.DataFrame([(f'a{a}', pd.Timestamp('2030-03-01') + pd.Timedelta(days=d), h, i, s, f's{u}', f't{n}') for n, (a, d, h, i, s, u) in enumerate(rows)],
                         columns=['article_id', 'date', 'holder', 'issue', 'stance', 'speech', 'statement_id'])
    return frame.assign(side=frame.holder.map({'A': 'east', 'B': 'east', 'C': 'west'}))


def outlets(): return pd.DataFrame({'article_id': [f'a{i}' for i in range(9)], 'outlet': ['Post', 'Post', 'Post', 'Times', 'Times', 'Times', None, None, 'Herald']})


def busy(n=400, seed=0):
    "Many statements by chance."
    rng = np.random.default_rng(seed)
    return made(list(zip(rng.integers(0, 9, n), rng.integers(0, 184, n), rng.choice(list('ABC'), n), rng.choice(['peace', 'border'], n), rng.choice([-1, 0, 1], n), range(n))))


def same(a, b): pd.testing.assert_frame_equal(a, b, check_dtype=True)


@quick
@given(tables, st.sampled_from(['statement', 'speech', 'article', 'outlet']), st.sampled_from(['holder', 'side']))
def test_counts_by_brute_force(rows, count, by):
    frame, known = made(rows), outlets().set_index('article_id').outlet
    name = {'statement': lambda r: r.statement_id, 'speech': lambda r: r.speech, 'article': lambda r: r.article_id,
            'outlet': lambda r: known[r.article_id] if pd.notna(known[r.article_id]) else r.article_id}[count]
    sums = {}
    for r in frame.itertuples():
        period = next(p.name for p in periods if p.first <= r.date <= p.last)
        units = sums.setdefault((getattr(r, by), r.issue, period), {})
        units[name(r)] = units.get(name(r), 0) + r.stance
    scores = P.position_scores(frame, periods, by, outlets(), count, draws=0).set_index(['holder', 'issue', 'period'])
    assert set(scores.index) == set(sums)
    for key, units in sums.items():
        signs = [np.sign(v) for v in units.values()]
        assert scores.loc[key, ['support', 'oppose', 'neutral', 'n']].tolist() == [signs.count(1), signs.count(-1), signs.count(0), len(signs)]
        assert scores.loc[key, 'position'] == pytest.approx(np.mean(signs))
        assert scores.loc[key, 'log_odds'] == pytest.approx(np.log((signs.count(1) + .5)/(signs.count(-1) + .5)))


@slow
@given(tables, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(rows, random):
    frame = made(rows)
    order = list(frame.index); random.shuffle(order)
    for f in (lambda s: P.position_scores(s, periods, articles=outlets(), draws=49), lambda s: P.compare_positions(s, periods, 'spring', 'summer', articles=outlets(), draws=49),
              lambda s: P.robustness(s, outlets(), periods, 'spring', 'summer'), lambda s: P.positions_on(s, ['2030-04-01'], articles=outlets())):
        same(f(frame), f(frame.iloc[order]))


@quick
@given(tables)
def test_exchanging_for_and_against_mirrors(rows):
    frame = made(rows)
    one, other = (P.position_scores(f, periods, articles=outlets(), draws=99) for f in (frame, frame.assign(stance=-frame.stance)))
    assert (one.support == other.oppose).all() and (one.neutral == other.neutral).all()
    for a, b in (('position', 'position'), ('low', 'high'), ('high', 'low'), ('log_odds', 'log_odds')):
        np.testing.assert_allclose(one[a], -other[b], atol=1e-9)
    one, other = (P.compare_positions(f, periods, 'spring', 'summer', draws=99) for f in (frame, frame.assign(stance=-frame.stance)))
    np.testing.assert_allclose(one.change, -other.change)
    np.testing.assert_allclose(one.p, other.p)


@slow
@given(tables)
def test_a_cell_recomputed_from_its_evidence(rows):
    frame = made(rows)
    scores = P.position_scores(frame, periods, articles=outlets(), draws=49)
    for n in range(len(scores)):
        r = scores.iloc[[n]].reset_index(drop=True)
        evidence = P.behind_position(frame, periods, r.holder[0], r.issue[0], r.period[0])
        same(P.position_scores(evidence.drop(columns=['period', 'left_out']), periods, articles=outlets(), draws=49), r)


@quick
@given(tables)
def test_intervals_hold_their_position(rows):
    scores = P.position_scores(made(rows), periods, articles=outlets(), draws=99)
    known = scores[scores.low.notna()]
    assert ((known.low <= known.position + 1e-9) & (known.position <= known.high + 1e-9)).all()
    assert ((known.low >= -1 - 1e-9) & (known.high <= 1 + 1e-9)).all()
    assert scores.low.isna().equals(scores.one_article)


@quick
@given(tables)
def test_every_statement_is_counted_or_has_a_reason(rows):
    frame = made(rows)
    placed = P.place_statements(frame, [Period('spring', '2030-03-20', '2030-05-31')])
    scores = P.position_scores(frame, [Period('spring', '2030-03-20', '2030-05-31')], count='statement', draws=0)
    assert scores.n.sum() == placed.left_out.isna().sum() and len(placed) == len(frame)


def test_unanimous_limits_are_those_of_clopper_and_pearson():
    for k in (2, 5, 20):
        frame = made([(0, 1, 'A', 'peace', 1, n) for n in range(k)]).assign(article_id=[f'x{n}' for n in range(k)])
        r = P.position_scores(frame, periods).iloc[0]
        assert r.low == pytest.approx(2*beta.ppf(.025, k, 1) - 1) and r.high == 1


def test_interval_narrows_with_evidence_and_other_rows_leave_it_alone():
    frame = busy()
    wide = P.position_scores(frame.head(60), periods, articles=outlets())
    frame = frame.assign(article_id=[f'b{n}' for n in range(len(frame))])
    narrow = P.position_scores(frame, periods)
    assert (narrow.high - narrow.low).mean() < (wide.high - wide.low).mean()
    alone = P.position_scores(frame[frame.holder == 'A'], periods)
    same(alone, narrow[narrow.holder == 'A'].reset_index(drop=True))


def test_exact_p_is_scipys():
    early, late = [1, 1, 0, 1], [-1, 0, -1, 1, -1]
    frame = made([(0, 5, 'A', 'peace', s, n) for n, s in enumerate(early)] + [(0, 100, 'A', 'peace', s, n + 10) for n, s in enumerate(late)])
    frame['article_id'] = [f'x{n}' for n in range(len(frame))]
    expected = permutation_test((late, early), lambda a, b: np.mean(a) - np.mean(b), n_resamples=np.inf, alternative='greater')
    both = np.mean(np.abs(expected.null_distribution) >= abs(expected.statistic) - 1e-9)
    r = P.compare_positions(frame, periods, 'spring', 'summer').iloc[0]
    assert r.change == pytest.approx(expected.statistic) and r.p == pytest.approx(both) and r.p_least == pytest.approx(1/comb(9, 4))


def test_deals_are_all_or_drawn():
    rng = np.random.default_rng(0)
    deals, complete = P._deals(6, 13, 5000, rng)
    assert complete and len(np.unique(deals, axis=0)) == len(deals) == comb(13, 6) and (deals.sum(axis=1) == 6).all()
    deals, complete = P._deals(6, 30, 50, rng)
    assert not complete and len(deals) == 50 and (deals.sum(axis=1) == 6).all()


def test_drawn_p_is_near_the_exact_one():
    total, n = np.array([1, 1, 1, 0, 1, -1, 1, -1, -1, 0, -1, -1, 1, -1]), np.ones(14, dtype=int)
    exact, _ = P._permutation(total, n, 7, 5000, np.random.default_rng(1))
    drawn, least = P._permutation(total, n, 7, 3000, np.random.default_rng(1))
    assert least == 1/3001 and drawn == pytest.approx(exact, abs=.02)


def test_change_interval_is_made_of_the_positions_intervals():
    frame = busy(); scores = P.position_scores(frame, periods, articles=outlets()).set_index(['holder', 'issue', 'period'])
    for r in P.compare_positions(frame, periods, 'spring', 'summer', articles=outlets()).itertuples():
        a, b = scores.loc[(r.holder, r.issue, 'spring')], scores.loc[(r.holder, r.issue, 'summer')]
        assert r.low == pytest.approx(max(-2, r.change - np.sqrt((b.position - b.low)**2 + (a.high - a.position)**2)))
        assert r.high == pytest.approx(min(2, r.change + np.sqrt((b.high - b.position)**2 + (a.position - a.low)**2)))


@slow
@given(tables)
def test_leaving_out_is_what_leaving_out_gives(rows):
    frame = made(rows)
    checks = P.robustness(frame, outlets(), periods, 'spring', 'summer')
    for r in checks[checks.check == 'without article'].head(6).itertuples():
        left = P.compare_positions(frame[frame.article_id != r.without], periods, 'spring', 'summer', articles=outlets(), draws=0)
        left = left[(left.holder == r.holder) & (left.issue == r.issue)].change
        np.testing.assert_allclose(left.iloc[0] if len(left) else np.nan, r.change)


@quick
@given(st.lists(st.tuples(st.sampled_from('ABC'), st.sampled_from('pqrs'), st.sampled_from(['spring', 'summer']), st.floats(-1, 1)), min_size=1, max_size=24, unique_by=lambda r: r[:3]))
def test_distance_by_hand_and_its_change_adds_up(rows):
    frame = pd.DataFrame(rows, columns=['holder', 'issue', 'period', 'position']).assign(n=1)
    stand = {r[:3]: r[3] for r in rows}
    found = P.distances(frame)
    for r in found.to_dict('records'):
        gaps = [abs(stand[r['first'], i, r['period']] - stand[r['second'], i, r['period']])/2 for i in 'pqrs' if (r['first'], i, r['period']) in stand and (r['second'], i, r['period']) in stand]
        assert r['shared'] == len(gaps)
        np.testing.assert_allclose(r['distance'], np.mean(gaps) if gaps else np.nan, atol=1e-12)
    if frame.period.nunique() == 2:
        split = P.distance_changes(frame, 'spring', 'summer')
        np.testing.assert_allclose(split[['first_moved', 'second_moved', 'agenda_changed']].sum(axis=1, skipna=False), split.change, atol=1e-9)


def test_who_moved_is_told_apart():
    def table(a1, b1, a2, b2): return pd.DataFrame([('A', 'p', 'one', a1), ('B', 'p', 'one', b1), ('A', 'p', 'two', a2), ('B', 'p', 'two', b2)], columns=['holder', 'issue', 'period', 'position'])
    only_first = P.distance_changes(table(-1, 1, 0, 1), 'one', 'two').iloc[0]
    assert (only_first.first_moved, only_first.second_moved, only_first.agenda_changed) == (-.5, 0, 0)
    only_agenda = table(-1, 1, -1, 1); only_agenda.loc[2:, 'issue'] = 'q'; only_agenda.loc[2, 'position'] = 1
    assert P.distance_changes(only_agenda, 'one', 'two').iloc[0][['first_moved', 'second_moved', 'agenda_changed']].tolist() == [0, 0, -1]


def test_agreement_space():
    frame = pd.DataFrame([('A', 'p', 'one', 1.), ('B', 'p', 'one', .2), ('A', 'q', 'one', -1.), ('B', 'q', 'one', .5), ('A', 'r', 'one', 1.), ('A', 's', 'one', 0.), ('B', 's', 'one', 1.)],
                         columns=['holder', 'issue', 'period', 'position'])
    assert dict(P.agreement(frame)[['issue', 'stand']].to_numpy()) == {'p': 'agree', 'q': 'opposed', 'r': 'silent', 's': 'open'}
    assert dict(P.agreement(frame, .3)[['issue', 'stand']].to_numpy())['p'] == 'open'


def test_kernel_by_hand():
    frame = made([(0, 0, 'A', 'peace', 1, 1), (1, 10, 'A', 'peace', -1, 2), (2, 40, 'A', 'peace', -1, 3)])
    on = P.positions_on(frame, ['2030-03-04', '2030-07-01'], bandwidth=20)
    w = np.array([1 - 3/20, 1 - 7/20])
    assert on.position[0] == pytest.approx((w[0] - w[1])/w.sum()) and on.n.tolist() == [2, 0] and np.isnan(on.position[1])
    assert P.positions_on(frame, ['2030-03-04'], bandwidth=20, look='back').position[0] == 1


def test_time_of_saying_places_a_statement():
    frame = made([(0, 100, 'A', 'peace', 1, 1)]*4).assign(statement_id=None, said_first=['2030-03-05', '2030-05-01', '2030-05-31', None], said_last=['2030-03-05', '2030-06-05', '2030-06-01', None])
    placed = P.place_statements(frame, periods)
    assert placed.period.fillna('').tolist() == ['spring', 'spring', '', 'summer'] and placed.left_out[2] == 'between periods'
    assert set(P.place_statements(frame, periods, date='published').period) == {'summer'}


def test_a_copied_speech_counts_once_and_rests_on_one_article():
    frame = made([(a, 5, 'A', 'peace', 1, 7) for a in range(5)])
    r = P.position_scores(frame, periods, articles=outlets()).iloc[0]
    assert r.n == 1 and r.articles == 5 and r.one_article and np.isnan(r.low)


def test_without_speech_the_utterance_and_then_the_statement_counts():
    frame = made([(0, 5, 'A', 'peace', 1, n) for n in range(4)]).drop(columns='speech').assign(utterance_id=['u1', 'u1', None, None])
    assert P.position_scores(frame, periods).n[0] == 3


def test_silence_is_no_row_or_blank():
    frame = made([(0, 5, 'A', 'peace', 1, 1), (1, 100, 'B', 'border', 1, 2)])
    assert len(P.position_scores(frame, periods)) == 2
    full = P.position_scores(frame, periods, complete=True)
    assert len(full) == 8 and (full.n == 0).sum() == 6 and full.position[full.n == 0].isna().all() and not full.below_minimum.any()


def test_input_is_not_changed_and_nothing_gives_nothing():
    frame = busy(50); before = frame.copy()
    P.position_scores(frame, periods); P.compare_positions(frame, periods, 'spring', 'summer')
    same(frame, before)
    none = P.position_scores(frame.head(0), periods)
    assert not len(none) and list(none.columns) == list(P.position_scores(frame, periods).columns)
    assert not len(P.compare_positions(frame.head(0), periods, 'spring', 'summer')) and not len(P.distances(none)) and not len(P.agreement(none))
    assert not len(P.robustness(frame.head(0), None, periods, 'spring', 'summer')) and not len(P.positions_on(frame.head(0), ['2030-04-01']))


@pytest.mark.parametrize('wrong, word', [(dict(stance=2), 'stance is -1, 0 or 1'), (dict(statement_id='t'), 'more than one row'), (dict(said_first='2030-05-01', said_last='2030-04-01'), 'said_first is after')])
def test_wrong_statements_are_told_at_the_door(wrong, word):
    with pytest.raises(TableError, match=word): P.position_scores(busy(5).assign(**wrong), periods)


def test_marks_carry_the_names_of_their_rows():
    import matplotlib; matplotlib.use('Agg')
    from matplotlib import pyplot as plt
    frame = busy()
    scores, changes = P.position_scores(frame, periods, draws=49), P.compare_positions(frame, periods, 'spring', 'summer', draws=49)
    for draw, rows, kind in ((P.plot_positions, scores, 'position'), (P.plot_changes, changes, 'change')):
        fig, ax = plt.subplots()
        assert draw(rows, ax=ax) is ax
        gids = {g.get_gid() for g in ax.findobj() if str(g.get_gid()).startswith(kind)}
        keys = ['holder', 'issue', 'period'] if kind == 'position' else ['holder', 'issue']
        assert gids == {kind + '|' + '|'.join(k) for k in rows[keys].itertuples(index=False)}
        plt.close(fig)
    fig, ax = plt.subplots()
    assert P.plot_heatmap(scores, 'spring', ax=ax) is ax and P.plot_distances(P.distances(scores), ax=plt.figure().gca())
    plt.close('all')


def test_positions_of_nobody_are_an_empty_picture():
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        assert not P.plot_positions(empty('positions')).get_yticklabels()
