"""Where drift detectors of other projects alarm, and distances of Kolmogorov and Smirnov. Writes drift.json.

streams: values as digits, drawn as the tests of scikit-multiflow (github.com/scikit-multiflow/scikit-multiflow at 2bd5085) and the
tests and docstrings of river (github.com/online-ml/river at 063ca61, 3aa815f, 7cb9956 and 2a0fd1c) draw them.
drifts, warning: the indices, from 0, that those print, and of the first warning. Rises only where `rises` stands: that program
begins anew at a fall but does not tell it. That of the W-test never sees one: its bound for falls begins at infinity. Only the first where `first` stands: river forgets the whole window at a drift of ADWIN.
distances: { a, b, distance } by SciPy.
"""

import json
import random
from pathlib import Path

import numpy as np
from scipy.stats import ks_2samp

HERE = Path(__file__).resolve().parent


def digits(values):
    return "".join(str(int(value)) for value in values)


def positive(*parts):
    return digits(np.concatenate([np.random.normal(mean, 0.1, size) > 0 for mean, size in parts]))


def streams():
    np.random.seed(1)
    yield "multiflow", positive((0, 1000), (0.5, 1000))
    yield "multiflow, often", positive((0, 500), (0.25, 500), (0, 500), (0.25, 500))
    np.random.seed(12345)
    yield "river", digits(np.concatenate((np.random.randint(2, size=1000), np.random.randint(8, size=1000))))
    np.random.seed(12345)
    yield "river, bits", digits(
        [np.random.binomial(1, rate) for rate in (0.2, 0.8) for _ in range(1000)]
    )
    np.random.seed(12345)
    yield "river, often", positive((0, 500), (0.25, 500), (0, 500), (0.25, 500))
    draw = random.Random(42)
    yield "example, bits", digits(draw.choices([0, 1], k=1000) + draw.choices([0, 1], k=1000, weights=[0.3, 0.7]))
    draw = random.Random(12345)
    yield "example", digits(draw.choices([0, 1], k=1000) + draw.choices(range(4, 8), k=1000))


BOTH = {"direction": "both"}
TO_SEVEN = {"range": [0, 7]}
ALARMS = [
    {"detector": "ddm", "stream": "multiflow", "drifts": [103, 1060]},
    {"detector": "ddm", "stream": "river, bits", "drifts": [1049]},
    {"detector": "ddm", "stream": "example, bits", "drifts": [1334], "warning": 1084},
    {"detector": "eddm", "stream": "multiflow", "drifts": [64, 1135]},
    {"detector": "eddm", "stream": "river, bits", "drifts": [681, 848, 983, 1042, 1089]},
    {"detector": "hddmA", "stream": "multiflow", "drifts": [1052]},
    {"detector": "hddmA", "stream": "multiflow, often", "options": BOTH, "drifts": [515, 1514], "rises": True},
    {"detector": "hddmA", "stream": "river, bits", "drifts": [1047]},
    {"detector": "hddmA", "stream": "river, often", "options": BOTH, "drifts": [531, 1015, 1545]},
    {"detector": "hddmA", "stream": "example, bits", "drifts": [1206], "warning": 451},
    {"detector": "hddmW", "stream": "multiflow", "drifts": [1018]},
    {"detector": "hddmW", "stream": "multiflow, often", "drifts": [518, 1513]},
    {"detector": "hddmW", "stream": "river, bits", "drifts": [1018]},
    {"detector": "hddmW", "stream": "river, often", "drifts": [507, 1508]},
    {"detector": "hddmW", "stream": "example, bits", "drifts": [1077], "warning": 451},
    {"detector": "pageHinkley", "stream": "river", "drifts": [1020, 1991]},
    {"detector": "pageHinkley", "stream": "example", "drifts": [1006]},
    {"detector": "adwin", "stream": "river", "options": TO_SEVEN, "drifts": [1023], "first": True},
    {"detector": "adwin", "stream": "example", "options": TO_SEVEN, "drifts": [1023], "first": True},
]


def distances():
    draw = np.random.default_rng(7)
    for size in (1, 2, 30, 30, 30):
        for levels in (2, 5, 1000):
            a, b = draw.integers(0, levels, size), draw.integers(0, levels, size) + draw.integers(0, 2) * levels // 4
            yield {"a": a.tolist(), "b": b.tolist(), "distance": float(ks_2samp(a, b).statistic)}


def main():
    whole = {"streams": dict(streams()), "alarms": ALARMS, "distances": list(distances())}
    (HERE / "drift.json").write_text(json.dumps(whole))


if __name__ == "__main__":
    main()
