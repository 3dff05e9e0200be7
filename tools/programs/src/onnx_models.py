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
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, options, providers=['CPUExecutionProvider'])
    runs: dict[str, dict[str, numpy.ndarray]] = {}
    for key, value in load_file(folder / f'{number}.in').items():
        at, name = key.split('/', 1)
        feed = runs.setdefault(at, {})
        if name != '':
            feed[name] = value
    # An input that the outputs do not depend on is not one of the model's.
    inputs = {one.name for one in session.get_inputs()}
    names = [output.name for output in session.get_outputs()]
    outputs = {
        f'{at}/{name}': numpy.asarray(value, order='C')
        for at, feed in runs.items()
        for name, value in zip(names, session.run(names, {name: feed[name] for name in inputs}))
    }
    save_file(outputs, folder / f'{number}.out')


def result_of(number: int) -> str | None:
    """The error of a model. Each runs in a process of its own, as ONNX Runtime ends that for some empty inputs."""
    child = os.fork()
    if child == 0:
        try:
            run(number)
            os._exit(0)
        except Exception as error:  # a test shows it
            (folder / f'{number}.error').write_text(f'{type(error).__name__}: {error}')
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0:
        return None
    return (folder / f'{number}.error').read_text() if status == 1 else f'ended by signal {-status}'


errors = {number: error for number in range(count) if (error := result_of(number)) is not None}
(folder / 'errors.json').write_text(json.dumps(errors))
