"""Reads tables with pandas: one JSON request a line of stdin, one JSON answer a line of stdout.

A request is {"path", "format": "csv" | "json" | "jsonl", "options"?, "numbers"?, "dates"?}. The answer has the names of the
columns, the cells of each column (the texts of CSV, the values of JSON), and the numbers and dates, in milliseconds, of the
columns that are named so. What is missing is null.
"""

import json
import math
import sys

import pandas as pd


def plain(value):
    return None if isinstance(value, float) and math.isnan(value) else value


def csv(path, options, numbers):
    texts = pd.read_csv(path, dtype=str, keep_default_na=False, **options)
    parsed = pd.read_csv(
        path,
        dtype={name: "float64" if name in numbers else str for name in texts.columns},
        keep_default_na=False,
        na_values=[""],
        float_precision="round_trip",
        **options,
    )
    return texts, parsed


def answer(request):
    path, options = request["path"], request.get("options", {})
    numbers, dates = request.get("numbers", []), request.get("dates", [])
    if request["format"] == "csv":
        texts, parsed = csv(path, options, numbers)
    else:
        lines = request["format"] == "jsonl"
        texts = parsed = pd.read_json(
            path, lines=lines, dtype=False, convert_dates=False, convert_axes=False, precise_float=True
        )
    when = {name: pd.to_datetime(parsed[name], utc=True, format="ISO8601") for name in dates}
    return {
        "names": [str(name) for name in texts.columns],
        "cells": {name: [plain(value) for value in texts[name].tolist()] for name in texts.columns},
        "numbers": {name: [plain(value) for value in parsed[name].tolist()] for name in numbers},
        "dates": {
            name: [None if pd.isna(date) else date.value // 1_000_000 for date in column]
            for name, column in when.items()
        },
    }


for line in sys.stdin:
    try:
        print(json.dumps(answer(json.loads(line)), allow_nan=False), flush=True)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
