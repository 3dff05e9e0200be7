"""Cross-validated scores of scikit-learn's models on the two tables of docs/tables.md: cars and the weather of Seattle.

The folds are drawn by another generator than ours, so the scores compare only roughly.
"""

import json
import pathlib

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

here = pathlib.Path(__file__).parent
data = here.parent.parent / "node_modules" / "vega-datasets" / "data"

cars = pd.read_json(data / "cars.json")
cars = cars[cars.Miles_per_Gallon > 0]
cars["Year"] = pd.to_datetime(cars.Year).astype("int64") / 1e9
numbers = ["Cylinders", "Displacement", "Horsepower", "Weight_in_lbs", "Acceleration", "Year"]
features = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
    (OneHotEncoder(), ["Origin"]),
)
network = MLPRegressor(
    (32,),
    learning_rate_init=0.01,
    batch_size=16,
    max_iter=300,
    random_state=1,
    early_stopping=True,
    validation_fraction=0.15,
    n_iter_no_change=30,
)
errors = {
    name: -cross_val_score(
        make_pipeline(features, model),
        cars,
        cars.Miles_per_Gallon,
        cv=KFold(5, shuffle=True, random_state=1),
        scoring="neg_mean_absolute_error",
    ).mean()
    for name, model in {
        "median": DummyRegressor(strategy="median"),
        "linear": LinearRegression(),
        "network": network,
    }.items()
}

weather = pd.read_csv(data / "seattle-weather.csv", parse_dates=["date"])
angle = 2 * np.pi * weather.date.dt.dayofyear / 366
table = weather[["precipitation", "temp_max", "temp_min", "wind"]].assign(sin=np.sin(angle), cos=np.cos(angle))
recalls = {
    name: cross_val_score(
        make_pipeline(StandardScaler(), model),
        table,
        weather.weather,
        cv=StratifiedKFold(5, shuffle=True, random_state=1),
        scoring="balanced_accuracy",
    ).mean()
    for name, model in {
        "majority": DummyClassifier(),
        "logistic": LogisticRegression(max_iter=1000),
        "balanced": LogisticRegression(max_iter=1000, class_weight="balanced"),
    }.items()
}

found = {
    "madeWith": f"scikit-learn {sklearn.__version__}",
    "cars": {"rows": len(cars), "meanAbsoluteError": errors},
    "weather": {"rows": len(weather), "balancedAccuracy": recalls},
}
(here / "tables.json").write_text(json.dumps(found, indent=1) + "\n")
