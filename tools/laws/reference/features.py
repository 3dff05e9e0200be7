"""Features of the columns of a table, by scikit-learn and pandas. Writes features.json.

The table has ties, missing values (null), a constant and a nearly constant column, a long tail, rare categories and dates before
and after 1970. `fitted` are the statistics that scikit-learn fits, and `transformed` its transforms of the table and of
`others`, rows that it was not fitted on. Missing numbers are left out, or filled in by the median where a name ends in Filled.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import (
    MinMaxScaler, OneHotEncoder, OrdinalEncoder, QuantileTransformer, StandardScaler, TargetEncoder,
)

warnings.filterwarnings("ignore")
HERE = Path(__file__).resolve().parent
draw = np.random.default_rng(19)
ROWS = 240


def column(values):
    return [None if value is None or value != value else value for value in values]


def numbers(count):
    age = np.round(draw.normal(40, 12, count))
    age[draw.random(count) < 0.1] = np.nan
    return {
        "age": age,
        "income": np.exp(draw.normal(10, 1.2, count)),
        "ties": draw.integers(0, 4, count).astype(float),
        "constant": np.full(count, 0.1),
        "nearly": 1e6 + draw.normal(0, 1e-3, count),
        "shifted": draw.normal(1e5, 3, count),
    }


def categories(count):
    cities = np.array(["Rome", "Oslo", "Bern", "Zürich", "Âmes", "rome"], dtype=object)
    city = cities[draw.choice(6, count, p=[0.4, 0.3, 0.2, 0.06, 0.02, 0.02])]
    city[draw.random(count) < 0.05] = None
    return {"city": city, "size": draw.choice([30.0, 4.0, -1.5, 200.0], count)}


def scaled(scaler, table, others):
    return {"table": column(scaler.transform(table)[:, 0].tolist()), "others": column(scaler.transform(others)[:, 0].tolist())}


def fit_numbers(table, others):
    out = {}
    for name, values in table.items():
        x, other = values[:, None], others[name][:, None]
        standard = StandardScaler().fit(x)
        least = MinMaxScaler().fit(x)
        out[name] = {
            "standardize": {"mean": standard.mean_[0], "scale": standard.scale_[0], **scaled(standard, x, other)},
            "minMax": {"least": least.data_min_[0], "most": least.data_max_[0], **scaled(least, x, other)},
            "median": SimpleImputer(strategy="median").fit(x).statistics_[0],
            "mean": SimpleImputer(strategy="mean").fit(x).statistics_[0],
        }
        for output in ["uniform", "normal"]:
            quantiles = QuantileTransformer(n_quantiles=50, output_distribution=output).fit(x)
            out[name][output] = {"quantiles": quantiles.quantiles_[:, 0].tolist(), **scaled(quantiles, x, other)}
        filled = SimpleImputer(strategy="median").fit(x)
        x, other = filled.transform(x), filled.transform(other)
        standard = StandardScaler().fit(x)
        quantiles = QuantileTransformer(n_quantiles=50).fit(x)
        out[name]["standardizeFilled"] = {"mean": standard.mean_[0], "scale": standard.scale_[0], **scaled(standard, x, other)}
        out[name]["uniformFilled"] = {"quantiles": quantiles.quantiles_[:, 0].tolist(), **scaled(quantiles, x, other)}
    return out


def fit_categories(table, others, target):
    out = {}
    for name, values in table.items():
        x = np.array(values, dtype=object)[:, None] if name == "city" else values[:, None]
        other = np.array(others[name], dtype=object)[:, None] if name == "city" else others[name][:, None]
        hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(x)
        rare = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10, sparse_output=False).fit(x)
        codes = OrdinalEncoder(encoded_missing_value=-1, handle_unknown="use_encoded_value", unknown_value=-2).fit(x)
        encoder = TargetEncoder(smooth=7.0, target_type="continuous").fit(x, target)
        out[name] = {
            "categories": column(hot.categories_[0].tolist()),
            "oneHot": {"table": hot.transform(x).tolist(), "others": hot.transform(other).tolist()},
            "frequent": {
                "categories": [c for c in column(hot.categories_[0].tolist())
                               if c not in column(rare.infrequent_categories_[0].tolist() if rare.infrequent_categories_[0] is not None else [])],
                "table": rare.transform(x).tolist(),
            },
            "ordinal": {"table": codes.transform(x)[:, 0].tolist(), "others": codes.transform(other)[:, 0].tolist()},
            "targetEncode": {
                "encodings": encoder.encodings_[0].tolist(), "mean": float(encoder.target_mean_),
                "others": encoder.transform(other)[:, 0].tolist(),
            },
        }
    return out


def dates():
    times = draw.integers(-4_000_000_000_000, 4_000_000_000_000, 200)
    edges = pd.to_datetime(["2000-02-28 23:59:59.999", "2000-02-29", "2000-03-01", "2000-12-31 23:59", "1900-02-28", "1900-03-01",
                            "1899-12-31", "1969-12-31 23:59:59.999", "1970-01-01", "2023-12-31", "2024-12-31", "2100-03-01"], format="ISO8601")
    times = np.concatenate([times, (edges - pd.Timestamp(0)) // pd.Timedelta(milliseconds=1)])
    stamps = pd.Series(pd.to_datetime(times, unit="ms")).dt
    return {"times": times.tolist(), "minute": stamps.minute.tolist(), "hour": stamps.hour.tolist(),
            "weekday": stamps.dayofweek.tolist(), "day": stamps.day.tolist(), "month": stamps.month.tolist(),
            "yearday": stamps.dayofyear.tolist()}


def buckets(table):
    boundaries = [18.0, 30.0, 40.0, 41.0, 65.0]
    return {"boundaries": boundaries, "codes": [None if x != x else int(np.digitize(x, boundaries)) for x in table["age"]]}


numeric, other_numeric = numbers(ROWS), numbers(60)
categorical, other_categorical = categories(ROWS), categories(60)
other_categorical["city"][:3] = ["Paris", "", "Rome "]
other_categorical["size"][:2] = [5.0, 1e9]
target = np.where(categorical["size"] > 10, draw.normal(2, 1, ROWS), draw.normal(-1, 1, ROWS))
result = {
    "table": {name: column(list(map(lambda v: v if isinstance(v, str) or v is None else float(v), values)))
              for name, values in {**numeric, **categorical, "target": target}.items()},
    "others": {name: column(list(map(lambda v: v if isinstance(v, str) or v is None else float(v), values)))
               for name, values in {**other_numeric, **other_categorical}.items()},
    "numbers": fit_numbers(numeric, other_numeric),
    "categories": fit_categories(categorical, other_categorical, target),
    "dates": dates(),
    "buckets": buckets(numeric),
}
(HERE / "features.json").write_text(json.dumps(result))
