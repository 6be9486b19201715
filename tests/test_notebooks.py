"Every notebook runs from top to bottom."
import re
from pathlib import Path

import nbclient, nbformat, pytest

root = Path(__file__).resolve().parent.parent
notebooks = sorted(p for p in (root/'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in p.parts)


@pytest.mark.parametrize('path', notebooks, ids=lambda p: p.relative_to(root/'nbs').as_posix())
def test_notebook_runs(path):
    nb = nbformat.read(path, 4)
    nbclient.NotebookClient(nb, timeout=300, kernel_name='python3', resources={'metadata': {'path': str(path.parent)}}).execute()


@pytest.mark.parametrize('path', notebooks, ids=lambda p: p.relative_to(root/'nbs').as_posix())
def test_no_stored_output_is_an_error(path):
    outputs = [o for c in nbformat.read(path, 4).cells if c.cell_type == 'code' for o in c.outputs]
    assert not [o for o in outputs if o.output_type == 'error']
