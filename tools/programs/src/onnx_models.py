"""Checks models and runs them in ONNX Runtime: reads N.onnx and N.in, tensors named RUN/INPUT, and writes N.out or an error."""

import json
import os
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
from safetensors.numpy import load_file, save_file

folder, count = Path(sys.argv[1]), int(sys.argv[2])
onnxruntime.set_default_logger_severity(4)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1


def run(number: int) -> None:
    path = folder / f'{number}.onnx'
    if not (folder / f'{number}.unchecked').exists():
        onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, options, providers=['CPUExecutionProvider'])
    runs: dict[str, dict[str, numpy.ndarray]] = {}
    for key, value in load_file(folder / f'{number}.in').items():
        at, name = key.split('/', 1)
        feed = runs.setdefault(at, {})
        if name != '':
            feed[name] = value
    # An input that the outputs do not depend on is not one of the model's.
    inputs = {one.name: numpy.int64 if one.type == 'tensor(int64)' else None for one in session.get_inputs()}
    names = [output.name for output in session.get_outputs()]
    outputs = {
        f'{at}/{name}': numpy.asarray(value, order='C')
        for at, feed in runs.items()
        for name, value in zip(names, session.run(names, {name: numpy.asarray(feed[name], dtype) for name, dtype in inputs.items()}))
    }
    save_file(outputs, folder / f'{number}.out')


def run_from(first: int) -> int:
    """Runs models in a process of their own, as ONNX Runtime ends that for some empty inputs. Returns its status."""
    child = os.fork()
    if child == 0:
        for number in range(first, count):
            try:
                run(number)
            except Exception as error:  # a test shows it
                (folder / f'{number}.error').write_text(f'{type(error).__name__}: {error}')
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def has_ended(number: int) -> bool:
    return any((folder / f'{number}.{end}').exists() for end in ('out', 'error'))


first = 0
while first < count and (status := run_from(first)) != 0:
    # The next process goes on after the model that ended this one.
    first = next(number for number in range(first, count) if not has_ended(number)) + 1
    (folder / f'{first - 1}.error').write_text(f'ended by signal {-status}')
errors = {number: file.read_text() for number in range(count) if (file := folder / f'{number}.error').exists()}
(folder / 'errors.json').write_text(json.dumps(errors))
