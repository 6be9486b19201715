"Write README.md and its figures from nbs/index.ipynb."
import base64, re
from pathlib import Path
import nbformat

root = Path(__file__).resolve().parent.parent


def shown(out, figures):
    "Markdown for one stored output."
    data = out.get('data', {})
    if 'image/png' in data:
        name = f'nbs/images/readme-{len(figures) + 1}.png'
        figures[name] = base64.b64decode(data['image/png'])
        return f'![]({name})'
    if 'text/markdown' in data: return data['text/markdown']
    if 'text/html' in data: return re.sub(r'<style.*?</style>|</?div>|^ +', '', data['text/html'], flags=re.S | re.M).strip()
    return f"```text\n{(data.get('text/plain') or out.get('text', '')).rstrip()}\n```"


def readme(nb):
    "README text, and the figures that it shows as {path: bytes}."
    parts, figures = [], {}
    for cell in nb.cells:
        lines = cell.source.splitlines()
        if '#| hide' in lines: continue
        body = '\n'.join(line for line in lines if not line.startswith('#|')).strip()
        parts.append(body if cell.cell_type == 'markdown' else f'```python\n{body}\n```')
        parts += [shown(out, figures) for out in cell.get('outputs', [])]
    return '\n\n'.join(parts) + '\n', figures


if __name__ == '__main__':
    text, figures = readme(nbformat.read(root/'nbs/index.ipynb', 4))
    (root/'README.md').write_text(text)
    for name, png in figures.items():
        (root/name).parent.mkdir(exist_ok=True)
        (root/name).write_bytes(png)
