"""Permutation importances of a linear model with an interaction, by scikit-learn. Writes importances.json."""

import json

import numpy as np
import sklearn
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import permutation_importance

REPEATS = 20_000


class Model(RegressorMixin, BaseEstimator):
    """Reads three of four columns, two of which depend on each other."""

    def fit(self, x, y):
        return self

    def predict(self, x):
        return 2 * x[:, 0] - x[:, 1] + x[:, 0] * x[:, 2]


random = np.random.default_rng(5)
rows = random.normal(size=(40, 4)).round(3)
rows[:, 1] = (rows[:, 0] + 0.3 * rows[:, 1]).round(3)
targets = (Model().predict(rows) + 0.5 * random.normal(size=40)).round(3)
found = permutation_importance(
    Model(), rows, targets, scoring="neg_mean_squared_error", n_repeats=REPEATS, random_state=1
)
with open(__file__.replace(".py", ".json"), "w") as file:
    json.dump(
        {
            "version": sklearn.__version__,
            "repeats": REPEATS,
            "rows": rows.tolist(),
            "targets": targets.tolist(),
            "means": found.importances_mean.tolist(),
            "deviations": found.importances_std.tolist(),
        },
        file,
    )
    file.write("\n")
