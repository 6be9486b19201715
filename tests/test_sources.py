"Readers on files that go wrong, files that hold many articles, and any bytes at all."
import builtins, gzip, io, json, shutil, zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from negotiations.sources import SourceError, decode_text, ignored_files, iter_sources, mend_mojibake, plain, read_date, read_sources, readers, text_encoding

said = 'Delegations met on Friday, said one “naïve” official – again.'


def one(path, **options):
    "The only row of a file."
    rows = read_sources(path, **options)
    assert len(rows) == 1
    return rows.iloc[0]


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_text_comes_back(text):
    text = text.encode('utf-8', 'ignore').decode().replace('\0', '').replace('\r', '\n')
    if mend_mojibake(text) == text: assert plain(text).lstrip('\ufeff') == text.lstrip('\ufeff')


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(sorted(readers) + ['.zip', '.txt.gz']))
def test_any_bytes_give_rows_or_problems(tmp_path_factory, data, ending):
    path = tmp_path_factory.mktemp('any')/f'file{ending}'
    path.write_bytes(data)
    rows = read_sources(path)
    assert rows['article_id'].is_unique and not rows['raw'].isna().any()
    assert (rows['raw'].str.strip().ne('') | rows['problem'].notna()).all()


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'cp1252'])
def test_encodings(encoding):
    assert decode_text(said.encode(encoding)) == said


def test_cyrillic_code_page():
    words = 'Переговоры о прекращении огня продолжаются, заявил в субботу представитель министерства.'
    assert decode_text(words.encode('cp1251')) == words


@pytest.mark.parametrize('good', ['Ça va à Zürich – „gut“, §5 © 2022', 'Việt Nam, Âu Lạc', 'Žižek, Łódź, œuvre', 'Ã is a letter', 'переговоры', '50 € ‘each’\xa0…'])
def test_good_characters_stay(good):
    assert mend_mojibake(good) == good and decode_text(good.encode()) == good


def test_mojibake_is_mended():
    assert plain('It’s good.\n' + 'He said: “It’s fine”'.encode().decode('cp1252', 'replace')).startswith('It’s good.')
    assert mend_mojibake('presidentâ€™s cafÃ©') == 'president’s café'


@pytest.mark.parametrize('text,day', [('2022-02-26T23:30:00+02:00', '2022-02-26'), ('26. February 2022', '2022-02-26'), ('Feb. 28, 2022 10:00 PM', '2022-02-28'),
    ('20220226T101500Z', '2022-02-26'), ('1645833600', '2022-02-26'), ('26/2/2022', '2022-02-26'), ('2/26/2022', '2022-02-26'), ('2/2/2022', '2022-02-02')])
def test_dates(text, day):
    assert read_date(text) == pd.Timestamp(day)


@pytest.mark.parametrize('text', ['', 'yesterday', '2022', '30 February 2022', '0000-00-00', '3/4/2022', '9999-99-99', 'Mar 2022'])
def test_no_date(text):
    assert read_date(text) is pd.NaT


def test_one_bad_file_among_good(tmp_path):
    (tmp_path/'a.txt').write_text(said)
    (tmp_path/'b.txt').write_bytes(bytes(range(256))*20)
    (tmp_path/'c.csv').write_text('name\nx\n')
    (tmp_path/'d.docx').write_bytes(b'no')
    (tmp_path/'e.txt').write_text(said)
    rows = read_sources(tmp_path).set_index('article_id')
    assert rows['raw'].ne('').tolist() == [True, False, False, False, True]
    assert 'binary' in rows.loc['b', 'problem'] and "['name']" in rows.loc['c', 'problem']


def test_order_and_ids_do_not_depend_on_how_it_is_asked(tmp_path):
    for name in ('b/x.txt', 'a/x.txt', 'a/y.txt'):
        (tmp_path/name).parent.mkdir(exist_ok=True)
        (tmp_path/name).write_text(said)
    folder = read_sources(tmp_path)
    assert folder['article_id'].tolist() == ['a/x.txt', 'y', 'b/x.txt']
    assert read_sources(str(tmp_path/'**'/'*.txt')).equals(folder)
    assert pd.concat(iter_sources(tmp_path, chunk=1), ignore_index=True).equals(folder)
    assert set(read_sources([tmp_path/'a', tmp_path/'b'])['article_id']) == {'a/x.txt', 'y', 'b/x.txt'}


def test_hidden_and_unknown_files_are_passed_over(tmp_path):
    for name in ('.hidden.txt', '~$open.docx', 'picture.jpg', 'good.txt'): (tmp_path/name).write_text(said)
    assert read_sources(tmp_path)['article_id'].tolist() == ['good']
    assert [p.rsplit('/')[-1] for p in ignored_files(tmp_path)] == ['picture.jpg']
    assert 'not read' in one(tmp_path/'picture.jpg').problem


@pytest.mark.parametrize('where', [[], None, 5, 'nowhere', 'nowhere/*.txt', [{'a': 1}], pd.DataFrame({'x': ['y']})])
def test_questions_that_cannot_be_answered(where):
    with pytest.raises(SourceError): read_sources(where)


def test_empty_folder(tmp_path):
    with pytest.raises(SourceError, match='nothing to read'): read_sources(tmp_path)


def test_tables_agree(tmp_path):
    frame = pd.DataFrame({'id': ['1', '2'], 'Full Text': [said, said + '\nMore.'], 'Publication date': ['2022-02-26', 'Feb 27, 2022'], 'party': ['a', 'b']})
    frame.to_csv(tmp_path/'t.csv', index=False)
    frame.to_csv(tmp_path/'semicolon.csv', index=False, sep=';', encoding='utf-8-sig')
    frame.to_csv(tmp_path/'t.tsv', index=False, sep='\t')
    frame.to_excel(tmp_path/'t.xlsx', index=False)
    frame.to_parquet(tmp_path/'t.parquet')
    frame.to_json(tmp_path/'t.jsonl', orient='records', lines=True)
    frame.to_json(tmp_path/'t.json', orient='records')
    wanted = read_sources(frame).drop(columns='path')
    assert wanted['published'].tolist() == [pd.Timestamp('2022-02-26'), pd.Timestamp('2022-02-27')] and wanted['party'].tolist() == ['a', 'b']
    for path in sorted(tmp_path.iterdir()): pd.testing.assert_frame_equal(read_sources(path).drop(columns='path'), wanted)


def test_rows_of_two_files_with_the_same_ids(tmp_path):
    for name in ('a.csv', 'b.csv'): (tmp_path/name).write_text('id,text\n1,x\n1,y\n')
    rows = read_sources(tmp_path)
    assert rows['article_id'].is_unique and rows['article_id'].tolist()[::2] == ['1', 'b-1']
    assert 'stands twice' in rows['problem'][1]
    with pytest.raises(SourceError, match='stands twice'): read_sources([{'id': 1, 'text': 'x'}, {'id': 1, 'text': 'y'}])


def test_broken_csv_keeps_what_came_before(tmp_path):
    (tmp_path/'a.csv').write_text('id,text\n1,good\n2,"never closed\n')
    rows = read_sources(tmp_path)
    assert rows['raw'].tolist() == ['good', ''] and 'broken from line' in rows['problem'][1]
    (tmp_path/'a.csv').write_text('id,text\n1,good,more\n2,fine\n')
    assert 'line 2 has 3 cells for 2 columns' == read_sources(tmp_path)['problem'][0]


def test_archives(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, 'w') as z: z.writestr('deep.txt', 'deep')
    with zipfile.ZipFile(tmp_path/'z.zip', 'w') as z:
        z.writestr('one.txt', said)
        z.writestr('__MACOSX/._one.txt', 'x')
        z.writestr('../two.csv', 'text\nhello\n')
        z.writestr('inner.zip', inner.getvalue())
    with gzip.open(tmp_path/'g.jsonl.gz', 'wt') as f: f.write(json.dumps({'text': said}))
    rows = read_sources(tmp_path)
    assert rows['raw'].tolist() == [said, 'hello', 'deep', said] and rows['problem'].isna().all()
    assert sorted(p.name for p in tmp_path.iterdir()) == ['g.jsonl.gz', 'z.zip']


def test_decompression_bombs(tmp_path):
    with zipfile.ZipFile(tmp_path/'a.zip', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('bomb.txt', b'0'*25_000_000)
    with gzip.open(tmp_path/'b.txt.gz', 'wb') as f: f.write(b'0'*25_000_000)
    with zipfile.ZipFile(tmp_path/'c.xlsx', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('xl/workbook.xml', b'0'*25_000_000)
    rows = read_sources(tmp_path, largest=24_000_000)
    assert rows['raw'].eq('').all() and rows['problem'].str.contains('bomb|larger').all()
    assert 'bomb' in one(tmp_path/'b.txt.gz').problem


def test_encrypted_files(tmp_path):
    (tmp_path/'locked.pdf').write_bytes(b'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n'
        b'3 0 obj<</Filter/Standard/V 1/R 2/O<' + b'41'*32 + b'>/U<' + b'42'*32 + b'>/P -4>>endobj\ntrailer<</Root 1 0 R/Encrypt 3 0 R/ID[<41><41>]>>\n')
    with zipfile.ZipFile(tmp_path/'locked.zip', 'w') as z: z.writestr('a.txt', said)
    data = bytearray((tmp_path/'locked.zip').read_bytes())
    data[6] |= 1
    data[data.index(b'PK\x01\x02') + 8] |= 1
    (tmp_path/'locked.zip').write_bytes(data)
    rows = read_sources(tmp_path)
    assert rows['raw'].eq('').all() and rows['problem'].str.contains('password|encrypted', case=False).all()


@pytest.mark.parametrize('module,name,extra', [('pypdfium2', 'a.pdf', 'pdf'), ('docx', 'a.docx', 'docx'), ('openpyxl', 'a.xlsx', 'excel'), ('striprtf.striprtf', 'a.rtf', 'rtf'), ('warcio.archiveiterator', 'a.warc', 'warc')])
def test_missing_extra_is_named(tmp_path, monkeypatch, module, name, extra):
    import importlib
    real = importlib.import_module
    def without(wanted, *rest):
        if wanted == module: raise ImportError(wanted)
        return real(wanted, *rest)
    monkeypatch.setattr(importlib, 'import_module', without)
    (tmp_path/name).write_bytes(b'PK')
    assert f'negotiations[{extra}]' in one(tmp_path/name).problem


def test_nexis_word_file(tmp_path):
    docx = pytest.importorskip('docx')
    document = docx.Document()
    for n in (1, 2):
        for line in (f'Title {n}', 'The Daily Paper', f'February 2{n}, 2022 Saturday', 'Copyright 2022', 'Byline: Jane Doe', 'Body', '', said, 'Load-Date: March 1, 2022', '', 'End of Document'):
            document.add_paragraph(line)
    document.save(tmp_path/'Files (2).DOCX')
    rows = read_sources(tmp_path)
    assert rows['title'].tolist() == ['Title 1', 'Title 2'] and rows['outlet'].eq('The Daily Paper').all() and rows['author'].eq('Jane Doe').all()
    assert rows['published'].dt.day.tolist() == [21, 22] and rows['raw'].tolist() == [f'Title {n}\n\n{said}' for n in (1, 2)]


def test_factiva_page_in_both_layouts(tmp_path):
    coded = ('<div class="article enArticle"><table><tr><td><b>HD</b></td><td>Talks resume</td></tr><tr><td><b>PD</b></td><td>26 February 2022</td></tr>'
             '<tr><td><b>SN</b></td><td>The Daily Paper</td></tr><tr><td><b>LP</b></td><td><p>One.</p></td></tr><tr><td><b>TD</b></td><td><p>Two.</p><p>IN THE END three.</p></td></tr>'
             '<tr><td><b>AN</b></td><td>Document DAIPA00020220226ei2q0001</td></tr></table></div>')
    uncoded = ('<div class="article enArticle"><div><span class="enHeadline">Talks resume</span></div><div>12 words</div><div>26 February 2022</div><div>The Daily Paper</div>'
               '<div>DAIPA</div><div>English</div><div>Copyright 2022</div><p>One.</p><p>Two.</p><p>IN THE END three.</p><p>Document DAIPA00020220226ei2q0002</p></div>')
    (tmp_path/'Factiva.html').write_text(f'<html><body>{coded}{uncoded}</body></html>')
    rows = read_sources(tmp_path)
    assert rows['raw'].tolist() == ['Talks resume\n\nOne.\n\nTwo.\n\nIN THE END three.']*2
    assert rows['outlet'].tolist() == ['The Daily Paper']*2 and rows['published'].eq('2022-02-26').all()


def test_web_archive(tmp_path):
    pytest.importorskip('warcio')
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter
    page = f'<html><head><title>Talks</title></head><body><article><p>{said*5}</p></article></body></html>'.encode()
    with (tmp_path/'crawl.warc.gz').open('wb') as f:
        writer = WARCWriter(f, gzip=True)
        for status in ('200 OK', '404 Not Found'):
            head = StatusAndHeaders(status, [('Content-Type', 'text/html')], protocol='HTTP/1.0')
            writer.write_record(writer.create_warc_record('https://example.org/a', 'response', payload=io.BytesIO(page), http_headers=head,
                                                          warc_headers_dict={'WARC-Date': '2022-03-01T00:00:00Z'}))
    row = one(tmp_path/'crawl.warc.gz')
    assert said in row.raw and row.title == 'Talks' and row.url == 'https://example.org/a' and row.crawled == '2022-03-01'


def test_pdf_paragraphs(tmp_path):
    pytest.importorskip('pypdfium2')
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    with plt.rc_context({'pdf.fonttype': 42}):
        fig = plt.figure()
        for n, line in enumerate(['Talks went on for three hours on Friday in the', 'capital, said the foreign minister.', 'Nothing was signed.']): fig.text(.1, .9 - n/15, line)
        fig.savefig(tmp_path/'a.pdf')
        plt.close(fig)
    assert one(tmp_path/'a.pdf').raw.split('\n') == ['Talks went on for three hours on Friday in the capital, said the foreign minister.', 'Nothing was signed.']


def test_a_folder_gives_its_documents_only(tmp_path):
    "What describes a folder and what a study keeps beside its texts are no articles; other tables without text are reported."
    shutil.copytree(Path(__file__).resolve().parent.parent/'seeds', tmp_path/'study')
    for name in ('README.md', 'LICENSE.txt', 'readme_de.txt'): (tmp_path/'study'/name).write_text('about this folder')
    (tmp_path/'study'/'prices.csv').write_text('id,price\n1,2\n')
    (tmp_path/'study'/'words.csv').write_text('id,text\n' + 'a,so\n'*30)
    (tmp_path/'study'/'more.csv').write_text('id,date,title,text\nx,2022-03-01,Talks,They talked.\n')
    rows = read_sources(tmp_path/'study').set_index('path')
    assert rows.problem.isna().sum() == 6 and rows.article_id['more.csv'] == 'x'
    assert 'no column holds the text' in rows.problem['prices.csv'] and '1 ids on the first 30 rows' in rows.problem['words.csv']
    assert len(rows) == 8
    ignored = {Path(p).name for p in ignored_files(tmp_path/'study')}
    assert {'README.md', 'LICENSE.txt', 'SOURCES.md', 'chronology.csv', 'lines.csv', 'mentions.csv', 'statements.csv', 'actors.csv'} <= ignored
