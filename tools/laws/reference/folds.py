"""Writes folds.json: the rows of the folds, and the class weights, that scikit-learn makes of small tables."""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
    train_test_split,
)
from sklearn.utils.class_weight import compute_class_weight

random = np.random.default_rng(19)


def validation(splitter, *columns):
    """The rows to validate on, for each fold."""
    return [test.tolist() for _, test in splitter.split(np.zeros(len(columns[0])), *columns)]


def labels(rows, classes):
    """Labels of which each class occurs, in the order of their first rows."""
    drawn = random.choice(classes, rows, p=random.dirichlet(np.full(classes, 2.0)))
    drawn[: classes * 6] = np.tile(np.arange(classes), 6)
    return drawn


def groups_of(rows, groups):
    """Groups of different sizes, numbered in the order of their first rows."""
    sizes = random.permutation(np.arange(1, groups + 1))
    drawn = np.repeat(np.arange(groups), sizes)[:rows]
    random.shuffle(drawn)
    _, first = np.unique(drawn, return_index=True)
    rank = np.argsort(np.argsort(first))
    return rank[np.searchsorted(np.unique(drawn), drawn)]


plain = [
    {"rows": rows, "k": k, "validation": validation(KFold(k), np.zeros(rows))}
    for rows, k in [(5, 2), (10, 3), (10, 10), (23, 5), (4, 4)]
]

stratified = []
for rows, classes, k in [(30, 3, 3), (47, 2, 5), (60, 4, 5), (36, 5, 4)]:
    y = labels(rows, classes)
    stratified.append({"k": k, "labels": y.tolist(), "validation": validation(StratifiedKFold(k), y)})

grouped = []
for groups, k in [(6, 3), (9, 4), (12, 5)]:
    g = groups_of(groups * (groups + 1) // 2, groups)
    grouped.append({"k": k, "groups": g.tolist(), "validation": validation(GroupKFold(k), g, g)})

both = []
for groups, classes, k in [(8, 2, 3), (12, 3, 4), (10, 2, 2)]:
    g = groups_of(groups * (groups + 1) // 2, groups)
    y = labels(len(g), classes)
    both.append(
        {
            "k": k,
            "groups": g.tolist(),
            "labels": y.tolist(),
            "validation": validation(StratifiedGroupKFold(k), y, g),
        }
    )

series = []
for rows, folds, options in [
    (6, 2, {}),
    (12, 3, {}),
    (13, 5, {}),
    (30, 3, {"test_size": 4}),
    (30, 3, {"test_size": 4, "gap": 2}),
    (30, 4, {"max_train_size": 7}),
    (31, 3, {"max_train_size": 5, "gap": 3, "test_size": 6}),
]:
    splitter = TimeSeriesSplit(folds, **options)
    parts = [[train.tolist(), test.tolist()] for train, test in splitter.split(np.zeros(rows))]
    series.append({"rows": rows, "folds": folds, "options": options, "parts": parts})

splits = []
for rows, classes, test in [(40, 3, 10), (50, 2, 17), (61, 4, 20)]:
    y = labels(rows, classes)
    train, held_out = train_test_split(y, test_size=test, stratify=y, random_state=7)
    counts = [np.bincount(part, minlength=classes).tolist() for part in (train, held_out)]
    splits.append({"labels": y.tolist(), "sizes": [rows - test, test], "counts": counts})

weights = []
for rows, classes in [(20, 2), (45, 3), (100, 5)]:
    y = labels(rows, classes)
    balanced = compute_class_weight("balanced", classes=np.arange(classes), y=y)
    weights.append({"labels": y.tolist(), "weights": balanced.tolist()})

result = {
    "madeBy": f"scikit-learn {sklearn.__version__}",
    "plain": plain,
    "stratified": stratified,
    "grouped": grouped,
    "both": both,
    "series": series,
    "splits": splits,
    "weights": weights,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
