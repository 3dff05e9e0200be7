import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import type { Tensor } from '@thalweg/tensor';
import { ModelProtoSchema, TensorProtoSchema, type ModelProto } from 'onnx-buf';
import { storedTensor } from './stored-tensor.ts';

/** Where Debian's package `libonnx-testdata` has its files. */
const ROOT = '/usr/share/libonnx-testdata/data';

/** Tests of single nodes, and of small models that PyTorch wrote. */
const SUITES = ['node', 'pytorch-operator', 'pytorch-converted', 'simple'] as const;

/** A test of ONNX: a model, and what it makes of its inputs. */
export interface OnnxCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly model: ModelProto;
  /** Reads the values of the inputs, and of the outputs. */
  readonly inputs: readonly (() => Tensor)[];
  readonly outputs: readonly (() => Tensor)[];
}

/** True if the package is installed. */
export function hasOnnxCases(): boolean {
  return existsSync(ROOT);
}

/** The names of all tests, as `node/test_abs`. */
export function onnxCaseNames(): string[] {
  return SUITES.flatMap(suite => readdirSync(join(ROOT, suite)).map(name => `${suite}/${name}`)).sort();
}

/** Reads the model of a test. */
export function onnxModel(name: string): ModelProto {
  return fromBinary(ModelProtoSchema, readFileSync(join(ROOT, name, 'model.onnx')));
}

/** Reads a test with its first set of values. */
export function onnxCase(name: string): OnnxCase {
  const values = (kind: 'input' | 'output'): (() => Tensor)[] => {
    const folder = join(ROOT, name, 'test_data_set_0');
    const files = readdirSync(folder).filter(file => file.startsWith(`${kind}_`));
    return files.map(
      (_, n) => () => storedTensor(fromBinary(TensorProtoSchema, readFileSync(join(folder, `${kind}_${n}.pb`)))),
    );
  };
  return {
    name,
    bytes: readFileSync(join(ROOT, name, 'model.onnx')),
    model: onnxModel(name),
    inputs: values('input'),
    outputs: values('output'),
  };
}
