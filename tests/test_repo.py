"What the notebooks promise about the repository itself."
import ast, csv, importlib, inspect, re, shutil, subprocess, sys
from pathlib import Path

import nbformat, pytest
from fastcore.docments import docments

from readme import readme

root = Path(__file__).resolve().parent.parent
notebooks = sorted(p for p in (root/'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in p.parts)
modules = {m[1]: p for p in notebooks for c in nbformat.read(p, 4).cells if (m := re.search(r'^#\| default_exp (\w+)', c.source, flags=re.M))}
above = {'report', 'run', 'cli'}    # these see all stages


def imports(module):
    "Our modules that a module imports, anywhere in it."
    for node in ast.walk(ast.parse((root/f'negotiations/{module}.py').read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or '').startswith('negotiations.'): yield node.module.split('.')[1]
        elif isinstance(node, ast.ImportFrom) and node.level: yield node.module or ''
        elif isinstance(node, ast.Import): yield from (a.name.split('.')[1] for a in node.names if a.name.startswith('negotiations.'))


@pytest.mark.parametrize('module', sorted(set(modules) - above))
def test_stages_do_not_import_each_other(module):
    assert set(imports(module)) <= {'tables'}


def test_tables_import_nothing_of_ours():
    assert not set(imports('tables'))


@pytest.mark.parametrize('module', sorted(modules))
def test_every_parameter_is_documented(module):
    loaded = importlib.import_module(f'negotiations.{module}')
    public = [f for n in loaded.__all__ if inspect.isfunction(f := getattr(loaded, n)) and f.__module__ == loaded.__name__]
    for f in public: assert f.__doc__ and '\n' not in f.__doc__.strip(), f'{module}.{f.__name__} has no one-line docstring'


def test_no_name_is_used_twice_and_no_function_is_named_like_a_module():
    names = {}
    for module in modules:
        for node in ast.parse((root/f'negotiations/{module}.py').read_text()).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith('_'): names.setdefault(node.name, []).append(module)
    assert not {n: m for n, m in names.items() if len(m) > 1}
    assert not set(names) & set(modules)


def test_modules_match_notebooks(tmp_path):
    "A fresh export into an empty package gives the same files: no hand edits, no left-over modules."
    shutil.copytree(root/'nbs', tmp_path/'nbs')
    shutil.copy(root/'pyproject.toml', tmp_path)
    (tmp_path/'negotiations').mkdir()
    shutil.copy(root/'negotiations/__init__.py', tmp_path/'negotiations')
    subprocess.run([Path(sys.executable).parent/'nbdev-export'], cwd=tmp_path, check=True)
    files = lambda d: {f.name: f.read_text() for f in (d/'negotiations').glob('*.py')}
    assert files(root) == files(tmp_path)


def test_readme_is_made_from_the_index():
    text, figures = readme(nbformat.read(root/'nbs/index.ipynb', 4))
    assert (root/'README.md').read_text() == text
    assert all((root/name).read_bytes() == png for name, png in figures.items())


def test_seeds_are_unchanged():
    "The articles as they came."
    import hashlib
    known = dict(csv.reader((root/'tests/seeds.csv').open()))
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (root/'seeds').glob('*.txt')} == known


def test_outputs_are_stored():
    "A page that teaches shows values."
    for p in notebooks:
        lessons = [c for c in nbformat.read(p, 4).cells if c.cell_type == 'code' and not c.source.startswith('#|')]
        assert not lessons or any(c.outputs for c in lessons), p


def test_importing_the_package_is_light():
    heavy = "import sys, negotiations; print([m for m in ('pandas', 'matplotlib', 'networkx', 'scipy', 'trafilatura') if m in sys.modules])"
    assert subprocess.run([sys.executable, '-c', heavy], capture_output=True, text=True, check=True).stdout.strip() == '[]'


def test_help_needs_no_pandas():
    code = "import sys; from negotiations.cli import parser; parser().format_help(); print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True).stdout.strip() == 'False'
