"The whole study: what goes in, what comes out, and what bad input does."
import json, re, shutil, subprocess
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd, pytest

from negotiations.cli import main, new_study
from negotiations.run import check_study, run_study, sha256
from negotiations.study import SettingsError, load_study
from negotiations.tables import contracts, read_table

root = Path(__file__).resolve().parent.parent


@pytest.fixture(scope='module')
def study(tmp_path_factory):
    "The study that ships, in a folder of its own."
    folder = tmp_path_factory.mktemp('study')
    shutil.copytree(root/'seeds', folder/'seeds')
    shutil.copy(root/'settings.ini', folder)
    return load_study(folder/'settings.ini')


@pytest.fixture(scope='module')
def tables(study): return run_study(study)


@pytest.fixture(scope='module')
def report(study, tables): return (study.output/'report.html').read_text(encoding='utf-8')


def store(report): return json.loads(re.search(r'<script type="application/json" id="evidence">(.*?)</script>', report, flags=re.S)[1])


def changed(study, **values):
    "The study's settings with some lines replaced, in the same folder."
    text = study.path.read_text()
    for key, value in values.items(): text = re.sub(rf'^{key} = .*$', f'{key} = {value}', text, flags=re.M)
    path = study.path.with_name('changed.ini')
    path.write_text(text)
    return load_study(path)


def test_every_table_is_written_twice_and_reads_back_the_same(study, tables):
    for name in set(tables) & set(contracts):
        csv, parquet = (read_table(study.output/f'tables/{name}{e}', name, []) for e in ('.csv', '.parquet'))
        columns = list(contracts[name])
        pd.testing.assert_frame_equal(csv[columns], parquet[columns])
        assert len(csv) == len(tables[name])


def test_manifest_lists_every_file_with_its_fingerprint(study, tables):
    manifest = json.loads((study.output/'manifest.json').read_text())
    there = {p.relative_to(study.path.parent).as_posix() for p in study.output.rglob('*') if p.is_file()} - {'results/manifest.json'}
    assert set(manifest['outputs']) == there
    assert all(sha256(study.path.parent/p) == h for p, h in (manifest['inputs'] | manifest['outputs']).items())
    assert {'seeds/codebook.yaml', 'seeds/chronology.csv', 'settings.ini'} <= set(manifest['inputs'])
    assert sum(p.endswith('.txt') for p in manifest['inputs']) == 5


def test_same_input_same_bytes(study, tables):
    before = {p: sha256(p) for p in study.output.rglob('*') if p.is_file()}
    run_study(study)
    assert before == {p: sha256(p) for p in study.output.rglob('*') if p.is_file()}


def test_statements_quote_their_articles(tables):
    texts = dict(zip(tables['articles'].article_id, tables['articles'].text))
    s = tables['statements']
    assert len(s) and all(texts[a][b:e] == t for a, b, e, t in zip(s.article_id, s.start, s.end, s.text))


class Links(HTMLParser):
    "What a page would fetch, and the keys that it offers to click."
    def __init__(self, text):
        super().__init__()
        self.fetched, self.keys, self.ids = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.fetched += [v for k, v in attrs.items() if k in ('src', 'href', 'xlink:href', 'srcset', 'action') and v and not v.startswith('#')]
        self.keys += [attrs['data-evidence']] if 'data-evidence' in attrs else []
        self.ids += [attrs['id']] if 'id' in attrs else []


def test_report_fetches_nothing(report): assert Links(report).fetched == []


def test_every_key_in_the_report_opens_to_evidence(report):
    keys, known = set(Links(report).keys), store(report)['keys']
    assert len(keys) > 50 and keys <= set(known)
    assert all(known[k]['n'] and known[k]['rows'] for k in keys)


def test_every_kind_of_number_can_be_opened(report):
    kinds = {k.split('|')[0] for k in Links(report).keys}
    assert {'node', 'tie', 'position', 'change', 'actor', 'issue'} <= kinds


def test_tie_weights_are_the_rows_behind_them(report, tables):
    known = store(report)['keys']
    for key, k in known.items():
        if key.startswith('tie|'):
            _, period, a, b = key.split('|')
            assert k['n'] == len(k['rows']) or len(k['rows']) == 40
            assert ((tables['ties'].source == a) & (tables['ties'].target == b)).sum() >= k['n']


def test_text_cannot_escape_into_the_report(study, tmp_path):
    nasty = "Putin meets <script>alert('x')</script> & </script><img src=x onerror=alert(1)>\n\nRussian President Vladimir Putin said <b>he is ready</b> to hold talks with Ukraine, </script> the Kremlin said on 26 February 2022.\n"
    folder = tmp_path/'nasty'
    shutil.copytree(study.path.parent/'seeds', folder/'seeds')
    for p in (folder/'seeds').glob('*.txt'): p.unlink()
    (folder/'seeds/a.txt').write_text(nasty)
    shutil.copy(study.path, folder)
    nasty_study = load_study(folder/study.path.name)
    run_study(nasty_study)
    page = (nasty_study.output/'report.html').read_text()
    assert '<script>alert' not in page and '<img' not in page and '<b>he is' not in page
    assert store(page)['articles']


def test_a_binary_file_among_good_ones_is_named_and_loses_nothing(study):
    bad = study.path.parent/'seeds/bad.txt'
    bad.write_bytes(bytes(range(256))*40)
    try:
        tables = run_study(changed(study, output='results_bad'))
        unread = tables['coverage'].query("what == 'could not be read'").iloc[0]
        assert unread.n == 1 and 'bad.txt' in unread.example
        assert len(tables['articles']) == 5
    finally: bad.unlink()


def test_missing_files_are_named(study):
    for key, value in dict(corpus='nowhere/*.txt', register='nowhere', codebook='nowhere.yaml', chronology='nowhere.csv').items():
        problems = check_study(changed(study, **{key: value}))
        assert (problems['where'] == key).any() and problems[problems['where'] == key].problem.str.contains('nowhere').all()


def test_the_study_that_ships_has_no_problems(study):
    assert list(check_study(study).problem) == []


@pytest.mark.parametrize('line,says', [('[study]\ncorpsu = x', "did you mean 'corpus'?"), ('[studdy]\ncorpus = x', "did you mean 'study'?"), ('[study]\ncorpus = x', 'register is missing')])
def test_wrong_settings_name_the_nearest(tmp_path, line, says):
    (tmp_path/'settings.ini').write_text(line)
    with pytest.raises(SettingsError, match=re.escape(says)): load_study(tmp_path/'settings.ini')


def test_a_new_study_is_sound_and_runs(tmp_path, capsys):
    new_study(tmp_path/'mine')
    (tmp_path/'mine/texts/one.txt').write_text('Oman invites Iran\n\nMUSCAT, April 12, 2025 - Omani foreign minister Jane Doe said on Saturday that Iran was ready for talks with the United States.\n')
    assert main(['run', str(tmp_path/'mine/settings.ini')]) == 0
    assert (tmp_path/'mine/results/report.html').is_file()
    mentions = pd.read_parquet(tmp_path/'mine/results/tables/mentions.parquet')
    assert {'Iran', 'Jane Doe', 'United States'} <= set(mentions.actor_id)


def test_exit_status(tmp_path, capsys):
    assert main(['run', str(tmp_path/'none.ini')]) == 2
    assert 'negotiations new' in capsys.readouterr().err


browser = next((shutil.which(b) for b in ('chromium', 'google-chrome', 'chromium-browser') if shutil.which(b)), None)


@pytest.mark.skipif(browser is None, reason='no Chromium on this machine')
def test_a_click_in_a_browser_opens_the_sentences(report, tmp_path):
    "Every kind of number is clicked in a real browser, and its quotations counted."
    clicks = '''<script>addEventListener('load', () => { const seen = {};
      for (const e of document.querySelectorAll('[data-evidence]')) { const kind = e.dataset.evidence.split('|')[0]; if (kind in seen) continue;
        e.dispatchEvent(new MouseEvent('click', {bubbles: true})); seen[kind] = document.querySelectorAll('#panel blockquote mark').length; }
      document.title = JSON.stringify(seen); });</script></body>'''
    page = tmp_path/'report.html'
    page.write_text(report.replace('</body>', clicks), encoding='utf-8')
    command = [browser, '--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
               '--virtual-time-budget=5000', f'--user-data-dir={tmp_path}/profile', '--dump-dom', page.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    seen = json.loads(re.search(r'<title>(.*?)</title>', dom)[1].replace('&quot;', '"'))
    assert {'node', 'tie', 'position', 'change', 'actor'} <= set(seen) and all(seen.values())


def test_read_articles_dates_by_what_lies_beside_the_documents():
    "A folder, a pattern and a list of files differ only in whether a chronology and a register lie beside them."
    from negotiations.run import read_articles
    whole, pattern = read_articles(root/'seeds'), read_articles(f'{root}/seeds/*.txt')
    assert whole.equals(pattern) and len(whole) == 5
    assert whole.date_first[2:].astype(str).tolist() == ['2025-04-21', '2022-02-25', '2022-02-25']
    assert whole.date_last[2:].astype(str).tolist() == ['2025-04-23', '2022-02-26', '2022-02-26']
    apart = read_articles([root/'seeds'/f'{i}.txt' for i in whole.article_id])
    assert apart.text.equals(whole.text) and apart.date_first[4] != whole.date_first[4]
