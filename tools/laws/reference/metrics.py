"""Measures of predictions on random cases with weights and ties. Writes metrics.json.

By scikit-learn; the expected calibration error, which it lacks, by NumPy from Naeini, Cooper and Hauskrecht, "Obtaining
Well Calibrated Probabilities Using Bayesian Binning", 2015, and without weights also from scikit-learn's calibration curve.
"""

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.dummy import DummyClassifier

HERE = Path(__file__).resolve().parent
random = np.random.default_rng(11)
warnings.simplefilter("error")


def calibration_error(came_true, probability, weight, bins):
    place = np.maximum(0, np.ceil(probability * bins) - 1)
    gaps = [abs(np.sum(weight[place == b] * (probability - came_true)[place == b])) for b in range(bins)]
    return sum(gaps) / weight.sum()


def curve_error(came_true, probability, bins):
    share, mean = calibration_curve(came_true, probability, n_bins=bins)
    sizes = np.bincount(np.maximum(0, np.ceil(probability * bins) - 1).astype(int), minlength=bins)
    return np.sum(sizes[sizes > 0] * np.abs(share - mean)) / sizes.sum()


def kappa_m(actual, found, weight):
    """Against the majority class, whose accuracy a dummy classifier has."""
    nothing = np.zeros((len(actual), 1))
    majority = DummyClassifier(strategy="most_frequent").fit(nothing, actual, sample_weight=weight)
    least = majority.score(nothing, actual, sample_weight=weight)
    right = metrics.accuracy_score(actual, found, sample_weight=weight)
    return (right - least) / (1 - least) if least < 1 else 0


def kappa_t(actual, found, weight):
    """Against the class before, class 0 before the first."""
    before = np.concatenate([[0], actual[:-1]])
    least = metrics.accuracy_score(actual, before, sample_weight=weight)
    right = metrics.accuracy_score(actual, found, sample_weight=weight)
    return (right - least) / (1 - least) if least < 1 else 0


def of_classes(actual, found, weight, classes):
    averages = (["binary"] if classes == 2 else []) + ["macro", "micro", "weighted"]
    return {
        "accuracy": metrics.accuracy_score(actual, found, sample_weight=weight),
        "balancedAccuracy": metrics.balanced_accuracy_score(actual, found, sample_weight=weight),
        "mcc": metrics.matthews_corrcoef(actual, found, sample_weight=weight),
        "kappa": metrics.cohen_kappa_score(actual, found, sample_weight=weight),
        "kappaM": kappa_m(actual, found, weight),
        "kappaT": kappa_t(actual, found, weight),
        "kappa linear": metrics.cohen_kappa_score(actual, found, weights="linear", sample_weight=weight),
        "kappa quadratic": metrics.cohen_kappa_score(actual, found, weights="quadratic", sample_weight=weight),
        "confusionMatrix": metrics.confusion_matrix(
            actual, found, sample_weight=weight, labels=range(classes)
        ).astype(float),
        **{f"{name} {a}": value for a in averages for name, value in of_average(actual, found, weight, a)},
    }


def of_average(actual, found, weight, average):
    # A ratio whose denominator is 0 is 0, as in ours.
    how = {"average": average, "sample_weight": weight, "zero_division": 0}
    return [
        ("f1", metrics.f1_score(actual, found, **how)),
        ("precision", metrics.precision_score(actual, found, **how)),
        ("recall", metrics.recall_score(actual, found, **how)),
        ("jaccard", metrics.jaccard_score(actual, found, **how)),
        ("fBeta 2", metrics.fbeta_score(actual, found, beta=2, **how)),
        ("fBeta 0.5", metrics.fbeta_score(actual, found, beta=0.5, **how)),
    ]


def report(actual, found):
    """The table of scikit-learn; nothing where a score is half-way between two decimals, which Python rounds to even."""
    scores = metrics.precision_recall_fscore_support(actual, found, zero_division=0)[:3]
    if np.any(np.isclose(np.ravel(scores) * 100 % 1, 0.5)):
        return {}
    return {"classificationReport": metrics.classification_report(actual, found, zero_division=0)}


def roc_curve(actual, score, weight, drop):
    false, true, thresholds = metrics.roc_curve(actual, score, sample_weight=weight, drop_intermediate=drop)
    return {"falsePositiveRate": false, "truePositiveRate": true, "thresholds": thresholds}


def precision_recall_curve(actual, score, weight):
    precision, recall, thresholds = metrics.precision_recall_curve(actual, score, sample_weight=weight)
    return {"precision": precision, "recall": recall, "thresholds": thresholds}


def reliability(came_true, probability, weight, bins):
    """The calibration curve by NumPy, as scikit-learn's takes no weights; without weights also by scikit-learn."""
    ones = np.ones(len(came_true)) if weight is None else weight
    place = np.maximum(0, np.ceil(probability * bins) - 1).astype(int)
    counts = np.bincount(place, ones, bins)
    used = counts > 0
    observed = (np.bincount(place, ones * came_true, bins)[used]) / counts[used]
    predicted = (np.bincount(place, ones * probability, bins)[used]) / counts[used]
    if weight is None:
        share, mean = calibration_curve(came_true, probability, n_bins=bins)
        assert np.allclose(share, observed, rtol=0, atol=1e-14) and np.allclose(mean, predicted, rtol=0, atol=1e-14)
    return {"predicted": predicted, "observed": observed, "counts": counts[used]}


def binary(count, weight, grid):
    actual = random.integers(0, 2, count)
    # Bins of an eighth have their edges on the grid.
    probability = np.clip(np.round(grid * (0.25 * actual + 0.75 * random.random(count))) / grid, 0, 1)
    ones = np.ones(count) if weight is None else weight
    error = calibration_error(actual, probability, ones, 8)
    if weight is None:
        assert abs(error - curve_error(actual, probability, 8)) < 1e-12
    values = {
        **of_classes(actual, (probability > 0.5).astype(int), weight, 2),
        "logLoss": metrics.log_loss(actual, probability, sample_weight=weight),
        "rocAuc": metrics.roc_auc_score(actual, probability, sample_weight=weight),
        "averagePrecision": metrics.average_precision_score(actual, probability, sample_weight=weight),
        "calibrationError": error,
        "brier": metrics.brier_score_loss(actual, probability, sample_weight=weight),
        "hinge": metrics.hinge_loss(actual, probability, sample_weight=weight),
        "rocCurve": roc_curve(actual, probability, weight, True),
        "rocCurve all": roc_curve(actual, probability, weight, False),
        "precisionRecallCurve": precision_recall_curve(actual, probability, weight),
        "calibrationCurve": reliability(actual, probability, weight, 8),
        **(report(actual, (probability > 0.5).astype(int)) if weight is None else {}),
    }
    return {"kind": "binary", "classes": 2, "predictions": probability, "targets": actual, "values": values}


def several(count, weight, classes, present):
    actual = random.integers(0, present, count)
    parts = random.random((count, classes)) + np.eye(classes)[actual] * 0.4
    probability = parts / parts.sum(axis=1, keepdims=True)
    probability[:, -1] = 1 - probability[:, :-1].sum(axis=1)
    found = probability.argmax(axis=1)
    came_true = (found == actual).astype(float)
    ones = np.ones(count) if weight is None else weight
    values = {
        "logLoss": metrics.log_loss(actual, probability, sample_weight=weight, labels=range(classes)),
        "calibrationError": calibration_error(came_true, probability.max(axis=1), ones, 8),
        "calibrationCurve": reliability(came_true, probability.max(axis=1), weight, 8),
        "brier": np.average(np.sum((probability - np.eye(classes)[actual]) ** 2, axis=1), weights=ones),
        "hinge": metrics.hinge_loss(actual, probability, sample_weight=weight, labels=range(classes)),
        **{
            f"topKAccuracy {k}": metrics.top_k_accuracy_score(
                actual, probability, k=k, sample_weight=weight, labels=range(classes)
            )
            for k in (1, 2, classes - 1)
        },
    }
    if present == classes:
        values |= of_areas(actual, probability, weight)
    with warnings.catch_warnings():
        # Some classes may be predicted and never true.
        warnings.simplefilter("ignore")
        values |= of_classes(actual, found, weight, classes)
        if weight is None:
            values |= report(actual, found)
    return {"kind": "several", "classes": classes, "predictions": probability, "targets": actual, "values": values}


def of_areas(actual, probability, weight):
    """The areas of several classes; scikit-learn takes no weights where classes are one against one."""
    kinds = ["ovr"] if weight is not None else ["ovr", "ovo"]
    return {
        f"rocAuc {kind} {average}": metrics.roc_auc_score(
            actual, probability, multi_class=kind, average=average, sample_weight=weight
        )
        for kind in kinds
        for average in ("macro", "weighted")
    }


def one_class(classes, actual, found):
    """All examples are of one class, or predicted as one: what is divided by 0 is 0, or not defined."""
    probability = np.where(np.array(found) > 0, 0.75, 0.25) if classes == 2 else np.eye(classes)[found]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = of_classes(actual, found, None, classes)
    # 0/0, which scikit-learn calls NaN; ours is 0 where chance agrees always.
    for name in ("kappa", "kappa linear", "kappa quadratic"):
        values[name] = 0 if np.isnan(values[name]) else values[name]
    return {"kind": "one class", "classes": classes, "predictions": probability, "targets": actual, "values": values}


def positive(count, weight):
    """Counts and positive numbers, for deviances."""
    found = random.gamma(2, 2, count) + 0.01
    counts = random.poisson(found).astype(float)
    amounts = random.gamma(2, found / 2) + 1e-3
    how = {"sample_weight": weight}
    return [
        {
            "kind": "numbers",
            "classes": 1,
            "predictions": found,
            "targets": counts,
            "values": {
                "poissonDeviance": metrics.mean_poisson_deviance(counts, found, **how),
                "tweedieDeviance 1": metrics.mean_tweedie_deviance(counts, found, power=1, **how),
                "tweedieDeviance 1.5": metrics.mean_tweedie_deviance(counts, found, power=1.5, **how),
                "tweedieDeviance 0": metrics.mean_tweedie_deviance(counts, found, power=0, **how),
                "tweedieDeviance -1.5": metrics.mean_tweedie_deviance(counts, found, power=-1.5, **how),
            },
        },
        {
            "kind": "numbers",
            "classes": 1,
            "predictions": found,
            "targets": amounts,
            "values": {
                "gammaDeviance": metrics.mean_gamma_deviance(amounts, found, **how),
                "tweedieDeviance 2": metrics.mean_tweedie_deviance(amounts, found, power=2, **how),
                "tweedieDeviance 3": metrics.mean_tweedie_deviance(amounts, found, power=3, **how),
            },
        },
    ]


def median_error(actual, found, weight):
    """The weighted median; where both sides weigh the same the mean of the two in the middle, as in scikit-learn 1.7."""
    if weight is None:
        return metrics.median_absolute_error(actual, found)
    errors = np.abs(actual - found)
    order = np.argsort(errors)
    below = np.cumsum(np.rint(10 * weight[order]).astype(int))
    lower, upper = (order[np.searchsorted(2 * below, below[-1], side)] for side in ("left", "right"))
    if lower == upper:
        assert errors[lower] == metrics.median_absolute_error(actual, found, sample_weight=weight)
    return (errors[lower] + errors[upper]) / 2


def numbers(count, weight, offset):
    actual = offset + random.normal(size=count)
    found = actual + 0.5 * random.normal(size=count)
    values = {
        "mae": metrics.mean_absolute_error(actual, found, sample_weight=weight),
        "rmse": metrics.root_mean_squared_error(actual, found, sample_weight=weight),
        "r2": metrics.r2_score(actual, found, sample_weight=weight),
        "mse": metrics.mean_squared_error(actual, found, sample_weight=weight),
        "mape": metrics.mean_absolute_percentage_error(actual, found, sample_weight=weight),
        "medianAbsoluteError": median_error(actual, found, weight),
        "maxError": metrics.max_error(actual, found),
        "explainedVariance": metrics.explained_variance_score(actual, found, sample_weight=weight),
        "pinball 0.5": metrics.mean_pinball_loss(actual, found, sample_weight=weight),
        "pinball 0.9": metrics.mean_pinball_loss(actual, found, alpha=0.9, sample_weight=weight),
    }
    return {"kind": "numbers", "classes": 1, "predictions": found, "targets": actual, "values": values}


def plain(value):
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(item) for item in value]
    # JSON has no infinity.
    return "Infinity" if isinstance(value, float) and np.isinf(value) else value


cases = []
for count in (12, 40, 200):
    for weighted in (False, True):
        weight = random.integers(1, 8, count) / 10 if weighted else None
        made = [
            binary(count, weight, 16),
            binary(count, weight, 256),
            several(count, weight, 3, 3),
            several(count, weight, 5, 4),
            numbers(count, weight, 0),
            numbers(count, weight, 1e6),
            *positive(count, weight),
        ]
        cases += [{**plain(case), "weights": None if weight is None else weight.tolist()} for case in made]

cases += [
    {**plain(one_class(*case)), "weights": None}
    for case in (
        (2, [1, 1, 1], [1, 1, 1]),
        (2, [0, 0, 0], [0, 0, 0]),
        (2, [0, 0, 0], [1, 1, 1]),
        (2, [1, 1, 0], [0, 0, 0]),
        (3, [2, 2], [2, 2]),
        (3, [0, 2, 2], [1, 1, 1]),
    )
]

(HERE / "metrics.json").write_text(json.dumps(cases) + "\n")
