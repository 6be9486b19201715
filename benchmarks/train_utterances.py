"""Train the tagger of 12_utterances: python benchmarks/train_utterances.py --data FOLDER [--hold PUBLISHER] [--out FILE]

Needs PyTorch (CPU) beside the package; the package itself reads the weights with numpy. The weights are written in
the safetensors layout: eight bytes with the length of a JSON header, the header (names, shapes, offsets, and the
vocabulary as metadata), then the numbers as 16-bit floats."""
import argparse, collections, json, math, random, sys, time
from bisect import bisect_left, bisect_right
from pathlib import Path

import numpy as np, torch, torch.nn as nn, torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from negotiations import utterances as U
from negotiations.tables import sentence_spans

REACH = 120 # the furthest token that a cue can point at


def token_range(reading, start, end):
    "The tokens that a character span touches, or None."
    i, j = bisect_right([e for _, e in reading.tokens], start), bisect_left(reading.starts, end)
    return (i, j) if i < j else None


def pointed(pieces):
    "First and last token of some pieces, counted from 1; 0 for none."
    return (pieces[0][0] + 1, pieces[-1][1]) if pieces else (0, 0)


def example(article):
    "One article as numbers: what the network sees, and where it should point."
    reading = U._read(article['text'], sentence_spans(article['text'])); said = []
    spans = lambda s: [t for t in (token_range(reading, a, b) for a, b in s) if t]
    for a in article['attributions']:
        cue, content, source = spans(a['cue']), spans(a['content']), spans(a['source'])
        if cue and content: said.append(((cue[0][0], cue[-1][1]), content, source))
    said.sort(key=lambda s: s[0])
    target = [[*pointed([p for p in c if p[1] <= q[0]]), *pointed([p for p in c if p[0] >= q[1]]), *pointed(s)] for q, c, s in said]
    bio = np.zeros((3, len(reading.words)), int)
    for cue, content, source in said:
        for row, group in zip(bio, ([cue], content, source)):
            for a, b in group: row[a] = 1; row[a+1:b] = 2
    return dict(article=article, reading=reading, signs=np.array(U._signs(reading)), cues=[s[0] for s in said], target=target, bio=torch.tensor(bio))


class Network(nn.Module):
    "Embeddings, dilated convolutions with a way around each, a cue tagger, and nine pointers from each cue."
    def __init__(self, words, endings, o):
        super().__init__(); D, K = o.width, o.keys
        self.word, self.ending, self.shape = nn.Embedding(words, o.word), nn.Embedding(endings, 16), nn.Embedding(8, 8)
        self.quoted, self.cue, self.begins = nn.Embedding(5, 8), nn.Embedding(29, 12), nn.Embedding(3, 4)
        for e in (self.word, self.ending): nn.init.normal_(e.weight, std=.3)
        self.into = nn.Linear(o.word + 16 + 8 + 8 + 12 + 4, D)
        self.layers = nn.ModuleList([nn.Conv1d(D, D, 3, dilation=d, padding=d) for d in o.dilations])
        self.tag = nn.Linear(D, 9)
        self.query, self.key, self.nowhere = nn.Linear(D, 9 * K), nn.Linear(D, 9 * K), nn.Linear(D, 3)
        self.place = nn.Parameter(torch.zeros(9, 2 * REACH + 1)); self.o = o

    def encode(self, x):
        if self.training: x = x.clone(); x[0][torch.rand(x.shape[1]) < self.o.blank] = 1
        e = torch.cat([m(r) for m, r in zip((self.word, self.ending, self.shape, self.quoted, self.cue, self.begins), x)], -1)
        z = F.relu(self.into(F.dropout(e, self.o.drop, self.training)))
        for layer, d in zip(self.layers, self.o.dilations):
            pad = F.pad(z, (0, 0, d, d)); near = torch.cat([pad[:len(z)], z, pad[2*d:]], 1) # as one product: quicker here than Conv1d
            z = z + F.dropout(F.relu(F.linear(near, layer.weight.permute(0, 2, 1).flatten(1), layer.bias)), self.o.drop / 2, self.training)
        return z

    def point(self, H, cues):
        "Scores of the nine pointers, cue x pointer x place around the cue, and of nowhere."
        K, n = self.o.keys, len(H)
        C = F.dropout(torch.stack([H[i:j].mean(0) for i, j in cues]), self.o.drop / 2, self.training)
        s = torch.bmm(self.query(C).view(-1, 9, K).transpose(0, 1), self.key(H).view(n, 9, K).permute(1, 2, 0)) / math.sqrt(K)
        off = torch.arange(-REACH, REACH + 1); at = torch.tensor([c[0] for c in cues])[:, None] + off[None]
        s = s.gather(2, at.clamp(0, n - 1)[None].expand(9, -1, -1)).transpose(0, 1) + self.place
        out = (at < 0) | (at >= n); left, right = (off >= 0) | out, (off <= 0) | out
        s = s.masked_fill(torch.stack([left, left, right, right, out, out] + [torch.zeros_like(out)] * 3, 1), -1e4)
        return s.masked_fill(torch.stack([torch.zeros_like(out)] * 6 + [out] * 3, 1), 0), self.nowhere(C)

    def loss(self, H, cues, to):
        "How improbable the true spans are among all spans: before the cue, after it, of the speaker."
        s, nowhere = self.point(H, cues); total = 0
        shift = REACH - 1 - torch.tensor([c[0] for c in cues])
        for k in range(3):
            inside = s[:, 6+k]; upto = inside.cumsum(1)
            first, last = s[:, 2*k] - upto + inside, s[:, 2*k+1] + upto
            every = torch.logsumexp(torch.cat([nowhere[:, k:k+1], last + torch.logcumsumexp(first, 1)], 1), 1)
            a, b = to[:, 2*k], to[:, 2*k+1]; pick = lambda x, i: x.gather(1, (i + shift).clamp(0, 2 * REACH)[:, None])[:, 0]
            total = total + (every - torch.where(a > 0, pick(first, a) + pick(last, b), nowhere[:, k])).clamp(max=30).sum()
        return total


def vocabulary(examples, o):
    "Words seen at least `least` times, endings at least five times."
    words = collections.Counter(U._plain_word(w) for e in examples for w in e['reading'].words)
    endings = collections.Counter(w[-3:] for w in words)
    return sorted(w for w, n in words.items() if n >= o.least), sorted(w for w, n in endings.items() if n >= 4)


def numbers(e, words, endings):
    "The six rows of numbers that the network sees."
    known = [U._plain_word(w) for w in e['reading'].words]
    return torch.tensor(np.array([[words.get(w, 1) for w in known], [endings.get(w[-3:], 0) for w in known], [U._shape(w) for w in e['reading'].words], *e['signs']]))


def loss_of(net, batch):
    "Loss of a batch of articles, read as one row of tokens with empty tokens between."
    gap = torch.zeros(6, 16, dtype=torch.long); rows, at, n = [], [], 0
    for e in batch: rows += [e['x'], gap]; at.append(n); n += e['x'].shape[1] + 16
    H = net.encode(torch.cat(rows, 1)); T = net.tag(H); loss = 0; size = 0
    for e, a in zip(batch, at):
        h, t = H[a:a+e['x'].shape[1]], T[a:a+e['x'].shape[1]]; size += len(h)
        for k, weight in enumerate((1, .5, .25)): loss = loss + weight * F.cross_entropy(t[:, 3*k:3*k+3], e['bio'][k], reduction='sum')
        if e['cues']: loss = loss + .6 * net.loss(h, e['cues'], e['to'])
    return loss / size * 10


def train(examples, o):
    "A network trained on the examples; its average over the last steps."
    torch.manual_seed(o.seed); random.seed(o.seed)
    words, endings = vocabulary(examples, o); w, s = {x: i + 2 for i, x in enumerate(words)}, {x: i + 1 for i, x in enumerate(endings)}
    for e in examples: e['x'] = numbers(e, w, s); e['to'] = torch.tensor(e['target'])
    net = Network(len(words) + 2, len(endings) + 1, o)
    batches = math.ceil(len(examples) / o.batch); step = torch.optim.AdamW(net.parameters(), lr=o.rate, weight_decay=.01)
    pace = torch.optim.lr_scheduler.OneCycleLR(step, o.rate, total_steps=o.epochs * batches, pct_start=.1)
    mean = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(.99)); began = time.time()
    for epoch in range(o.epochs):
        random.shuffle(examples); net.train(); total = 0
        for b in range(0, len(examples), o.batch):
            loss = loss_of(net, examples[b:b+o.batch]); step.zero_grad(); loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.); step.step(); pace.step(); mean.update_parameters(net); total += loss.item()
        print(epoch, round(total / batches, 3), f'{time.time()-began:.0f} s', flush=True)
    return mean.module, words, endings


def write(net, words, endings, path):
    "The weights in the safetensors layout."
    parts, header, at = [], {}, 0
    for name, value in net.state_dict().items():
        if name.startswith('tag.'): value = value[:3] # the rest only helped the training
        if name.startswith('query.'): value = value / math.sqrt(net.o.keys)
        part = value.numpy().astype('<f2'); parts.append(part.tobytes())
        header[name] = dict(dtype='F16', shape=list(part.shape), data_offsets=[at, at + len(parts[-1])]); at += len(parts[-1])
    header['__metadata__'] = dict(words='\n'.join(words), endings='\n'.join(endings), dilations=' '.join(map(str, net.o.dilations)))
    head = json.dumps(header, ensure_ascii=False).encode(); head += b' ' * (-len(head) % 8)
    Path(path).write_bytes(len(head).to_bytes(8, 'little') + head + b''.join(parts))


def options():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument('--data', required=True, type=Path); p.add_argument('--hold', default=None); p.add_argument('--out', default=None)
    for name, value in dict(width=64, keys=24, word=64, batch=6, epochs=10, seed=0, least=2, take=0).items(): p.add_argument('--' + name, type=int, default=value)
    for name, value in dict(rate=2e-3, drop=.25, blank=.1).items(): p.add_argument('--' + name, type=float, default=value)
    p.add_argument('--dilations', default='1 2 4 8', type=lambda s: [int(x) for x in s.split()])
    return p.parse_args()


if __name__ == '__main__':
    o = options(); torch.set_num_threads(1)
    articles = [json.loads(line) for line in (o.data/'attributions_polnear_train.jsonl').open()]
    examples = [example(a) for a in articles if a['publisher'] != o.hold]
    if o.take: examples = examples[::max(1, len(examples) // o.take)]
    net, words, endings = train(examples, o)
    write(net, words, endings, o.out or Path(__file__).resolve().parents[1]/'negotiations/data/utterances.safetensors')
