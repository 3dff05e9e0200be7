"""Single updates by scikit-learn's SGDClassifier and PassiveAggressiveClassifier, on rows that a StandardScaler has scaled
by what it had seen so far. Writes online.json."""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import PassiveAggressiveClassifier, SGDClassifier
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(7)
ROWS, FEATURES = 400, 6
RATE = 0.05

rows = rng.normal(size=(ROWS, FEATURES)) * [1, 5, 0.01, 2, 100, 3] + [0, 10, -1, 2, 1000, -7]
labels = (rows[:, 0] - 0.4 * (rows[:, 1] - 10) + rng.normal(size=ROWS) > 0).astype(int)

scaler = StandardScaler()
sgd = SGDClassifier(loss="log_loss", penalty=None, learning_rate="constant", eta0=RATE)
passive = {
    name: PassiveAggressiveClassifier(C=0.1, loss=loss, fit_intercept=False)
    for name, loss in (("I", "hinge"), ("II", "squared_hinge"))
}
scaled = []
for x, y in zip(rows, labels):
    scaler.partial_fit([x])
    z = scaler.transform([x])
    scaled.append(z[0].tolist())
    sgd.partial_fit(z, [y], classes=[0, 1])
    for model in passive.values():
        # The bias is the weight of a feature that is always 1.
        model.partial_fit(np.column_stack([z, [1]]), [y], classes=[0, 1])

result = {
    "rate": RATE,
    "aggressiveness": 0.1,
    "rows": rows.tolist(),
    "labels": labels.tolist(),
    "scaled": scaled,
    "sgd": [*sgd.coef_[0], *sgd.intercept_],
    "passive": {name: model.coef_[0].tolist() for name, model in passive.items()},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
