"Files that others read back, and pictures that carry what they show."
import itertools, xml.etree.ElementTree as ET
import matplotlib; matplotlib.use('Agg')
import matplotlib.pyplot as plt
import networkx as nx, numpy as np, pandas as pd, pytest
from hypothesis import given, settings, strategies as st

from negotiations.network_pictures import _best, draw_network, network_layout, plot_network_change, side_marks, write_network

names = st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=6, unique=True)
ns = {'g': 'http://gexf.net/1.3'}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close('all')


def made(actors=('Ada', 'Bo & "Co"', '<Çelik>'), **graph):
    G = nx.Graph(**graph)
    G.add_nodes_from(actors, side='x')
    for i, (a, b) in enumerate(itertools.combinations(actors, 2)): G.add_edge(a, b, weight=i + 1, q=i / 10, first=f'2025-01-{i + 1:02}', last='2025-02-01')
    return G


@settings(max_examples=10, deadline=None)
@given(names)
def test_any_name_makes_a_readable_file(tmp_path_factory, actors):
    folder = tmp_path_factory.mktemp('files')
    G = made(actors)
    for ending, read in (('gexf', nx.read_gexf), ('graphml', nx.read_graphml)):
        back = read(write_network(G, folder / f'n.{ending}'))
        clean = {''.join(c for c in a if c.isprintable()) for a in actors}
        if len(clean) == len(actors) and all(a == a.strip() and a.isprintable() for a in actors): assert set(back) == set(actors)
        assert back.number_of_nodes() <= len(G)
    assert len(pd.read_csv(write_network(G, folder / 'n.csv'), keep_default_na=False)) == G.number_of_edges()
    assert not list(folder.glob('*.part'))


def test_weights_and_attributes_come_back(tmp_path):
    G = made()
    for ending, read in (('gexf', nx.read_gexf), ('graphml', nx.read_graphml)):
        back = read(write_network(G, tmp_path / f'n.{ending}'))
        for a, b, d in G.edges(data=True):
            assert back.edges[a, b]['weight'] == d['weight'] and back.edges[a, b]['q'] == d['q']
        assert back.nodes['Ada']['side'] == 'x'
    nodes = pd.read_csv(tmp_path / 'n_nodes.csv') if write_network(G, tmp_path / 'n.csv') else None
    assert nodes.id.tolist() == list(G) and pd.read_csv(tmp_path / 'n.csv').columns[:3].tolist() == ['source', 'target', 'weight']


def test_gexf_days_of_one_network(tmp_path):
    root = ET.parse(write_network(made(), tmp_path / 'n.gexf')).getroot()
    graph = root.find('g:graph', ns)
    assert (root.get('version'), graph.get('mode'), graph.get('timeformat')) == ('1.3', 'dynamic', 'date')
    spells = [(s.get('start'), s.get('end')) for s in graph.findall('g:edges/g:edge/g:spells/g:spell', ns)]
    assert len(spells) == 3 and all(a <= b for a, b in spells) and pd.to_datetime([d for s in spells for d in s]).notna().all()
    ada = graph.find("g:nodes/g:node[@id='Ada']/g:spells", ns)
    assert [(s.get('start'), s.get('end')) for s in ada] == [('2025-01-01', '2025-02-01')]


def test_gexf_of_periods_has_a_weight_in_each(tmp_path):
    one, two = made(first='2025-01-01', last='2025-01-31'), made(('Ada', '<Çelik>'), first='2025-02-01', last='2025-02-28')
    graph = ET.parse(write_network({'one': one, 'two': two}, tmp_path / 'n.gexf')).getroot().find('g:graph', ns)
    declared = {(a.get('class'), a.get('mode')): {x.get('id') for x in a} for a in graph.findall('g:attributes', ns)}
    assert declared['edge', 'dynamic'] == {'weight'}
    edge = graph.find("g:edges/g:edge[@target='Ada']", ns) or graph.find("g:edges/g:edge[@source='<Çelik>']", ns)
    weights = {(v.get('start'), v.get('end')): float(v.get('value')) for v in edge.findall('g:attvalues/g:attvalue', ns) if v.get('for') == 'weight'}
    assert weights == {('2025-01-01', '2025-01-31'): 2, ('2025-02-01', '2025-02-28'): 1}
    used = {v.get('for') for v in graph.iter('{http://gexf.net/1.3}attvalue')}
    assert used <= set().union(*declared.values())
    with pytest.raises(ValueError, match='no first and last day'): write_network({'one': one, 'two': made()}, tmp_path / 'n.gexf')


def test_dl_by_hand(tmp_path):
    G = made(('Ada', 'Bo "x"')); G.add_node('Lone')
    assert write_network(G, tmp_path / 'n.dl').read_text().splitlines() == ['dl n=3 format=edgelist1', 'labels:', '"Ada"', '"Bo \'x\'"', '"Lone"', 'data:', '1 2 1.0', '2 1 1.0']


def test_same_network_same_bytes(tmp_path):
    for ending in ('gexf', 'graphml', 'csv', 'dl'):
        assert write_network(made(), tmp_path / f'a.{ending}').read_bytes() == write_network(made(), tmp_path / f'b.{ending}').read_bytes()
    with pytest.raises(ValueError, match="'.gexf' or"): write_network(made(), tmp_path / 'n.xlsx')


@pytest.mark.parametrize('n', [0, 1, 2, 30])
def test_every_actor_has_a_place_of_its_own(n):
    G = nx.relabel_nodes(nx.fast_gnp_random_graph(n, min(1, 4 / max(n, 1)), seed=1), 'actor {:03}'.format)
    layout = network_layout(G)
    assert set(layout) == set(G) and layout == network_layout({'a': G, 'b': G.subgraph(list(G)[:3])} if n < 4 else G)
    xy = np.array(list(layout.values())).reshape(-1, 2)
    assert ((xy >= 0) & (xy <= 1)).all()
    if n > 1: assert min(np.hypot(*(a - b)) for a, b in itertools.combinations(xy, 2)) > .25 / n ** .5


@pytest.mark.parametrize('n', [6, 30, 150])
def test_labels_do_not_cover_each_other(n):
    G = nx.relabel_nodes(nx.fast_gnp_random_graph(n, 6 / n, seed=2), 'The actor {:03}'.format)
    fig, ax = plt.subplots(figsize=(9, 6.5))
    draw_network(G, ax)
    fig.canvas.draw()
    boxes = [t.get_window_extent() for t in ax.texts if (t.get_gid() or '').startswith('label|')]
    assert len(boxes) >= min(n, 30)
    covered = sum(max(0, min(a.x1, b.x1) - max(a.x0, b.x0)) * max(0, min(a.y1, b.y1) - max(a.y0, b.y0)) for a, b in itertools.combinations(boxes, 2))
    assert covered <= .03 * sum(b.width * b.height for b in boxes)


def test_svg_carries_an_id_for_every_artist(tmp_path):
    G = made(('Ada', 'Bo', 'Çelik'))
    fig = draw_network(G).figure
    fig.savefig(tmp_path / 'n.svg')
    ids = {e.get('id') for e in ET.parse(tmp_path / 'n.svg').iter()}
    assert {'node|Ada', 'tie|Ada|Bo', 'label|Çelik'} <= ids


def test_faded_where_not_significant_and_sides_keep_their_colours():
    G = made()
    G.edges['Ada', '<Çelik>']['q'] = .01
    alphas = {line.get_gid(): line.get_alpha() for line in draw_network(G, alpha=.05).lines}
    assert alphas['tie|<Çelik>|Bo & "Co"'] < alphas['tie|<Çelik>|Ada']
    other = nx.Graph(); other.add_node('z', side='a')
    assert side_marks({'one': G, 'two': other})['x'] != side_marks(G)['x'] and list(side_marks({'one': G, 'two': other})) == ['a', 'x']


def test_very_many_ties_are_one_artist():
    ax = draw_network(nx.complete_graph([f'a{i}' for i in range(70)]))
    assert not ax.lines and 'ties' in {c.get_gid() for c in ax.collections}


def test_change_picture_shows_direction():
    changes = pd.DataFrame({'source': ['a', 'a', 'b'], 'target': ['b', 'c', 'c'], 'change': [2., -1, 0], 'kind': ['gained', 'weakened', 'same'], 'q': [.01, .5, 1]})
    ax = plot_network_change(changes)
    lines = {line.get_gid(): line for line in ax.lines}
    assert set(lines) == {'tie|a|b', 'tie|a|c'} and lines['tie|a|b'].get_color() != lines['tie|a|c'].get_color()
    assert lines['tie|a|c'].get_alpha() < lines['tie|a|b'].get_alpha() and lines['tie|a|b'].get_linestyle() == '--'
    plot_network_change(changes.head(0))
