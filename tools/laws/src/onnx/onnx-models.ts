import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import type { Node } from '@thalweg/graph';
import { importOnnx, OnnxError, type ImportOnnxOptions, type OnnxModel } from '@thalweg/onnx';
import { tensor, type DType, type Shape, type Tensor } from '@thalweg/tensor';
import {
  ModelProtoSchema,
  TensorProto_DataType as Type,
  TensorProtoSchema,
  type ModelProto,
  type TensorProto,
} from 'onnx-buf';
import type { Pair } from '../compiled/runs.ts';

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

/** Dtypes of tests: ours, and the array of their bytes. The importer has a reader of its own, which this one checks. */
const arrays: Readonly<Partial<Record<Type, readonly [DType, (bytes: ArrayBuffer) => ArrayLike<number | bigint>]>>> = {
  [Type.FLOAT]: ['float32', bytes => new Float32Array(bytes)],
  [Type.FLOAT16]: ['float32', bytes => Array.from(new Uint16Array(bytes), halfOf)],
  [Type.BFLOAT16]: [
    'float32',
    bytes => new Float32Array(Uint32Array.from(new Uint16Array(bytes), bits => bits * 2 ** 16).buffer),
  ],
  [Type.DOUBLE]: ['float64', bytes => new Float64Array(bytes)],
  [Type.INT32]: ['int32', bytes => new Int32Array(bytes)],
  [Type.INT8]: ['int32', bytes => new Int8Array(bytes)],
  [Type.INT16]: ['int32', bytes => new Int16Array(bytes)],
  [Type.UINT8]: ['int32', bytes => new Uint8Array(bytes)],
  [Type.UINT16]: ['int32', bytes => new Uint16Array(bytes)],
  [Type.UINT32]: ['int32', bytes => new Uint32Array(bytes)],
  [Type.UINT64]: ['int32', bytes => new BigUint64Array(bytes)],
  [Type.INT64]: ['int32', bytes => new BigInt64Array(bytes)],
  [Type.BOOL]: ['bool', bytes => new Uint8Array(bytes)],
};

/** The number of a half: the exponent is 15 more than its own. */
function halfOf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits % 2 ** 15) >> 10, bits % 2 ** 10];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (Math.max(exponent, 1) - 15) * (fraction / 2 ** 10 + (exponent === 0 ? 0 : 1));
}

/** Returns a value of a test. Whole numbers past the ends of int32 become the ends. */
function storedTensor(proto: TensorProto): Tensor {
  const [dtype, raw] = arrays[proto.dataType as Type]!;
  const fields = [proto.floatData, proto.doubleData, proto.int32Data, proto.int64Data, proto.uint64Data];
  const numbers = proto.rawData.length > 0 ? raw(Uint8Array.from(proto.rawData).buffer) : fields.find(field => field.length > 0);
  const data = Array.from(numbers ?? [], Number);
  const held = dtype === 'int32' ? data.map(value => Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1)) : data;
  return tensor(held, { shape: proto.dims.map(Number), dtype });
} // prettier-ignore

/** Tests whose values ONNX wrote with four digits after the point. */
export const inexact: readonly string[] = [
  'node/test_gridsample_bicubic',
  'node/test_roialign_aligned_false',
  'node/test_roialign_aligned_true',
];

/** Tests that round to float16, by half of its last place; here it is computed in float32. */
export const rounded: readonly string[] = [
  'node/test_cast_DOUBLE_to_FLOAT16',
  'node/test_cast_FLOAT_to_FLOAT16',
  'node/test_castlike_DOUBLE_to_FLOAT16',
  'node/test_castlike_DOUBLE_to_FLOAT16_expanded',
  'node/test_castlike_FLOAT_to_FLOAT16',
  'node/test_castlike_FLOAT_to_FLOAT16_expanded',
];

const BRAIN = 'its numbers of bfloat16 are written as uint16';

/** Tests whose values are not those of their model, and why. */
export const contradictory: Readonly<Record<string, string>> = {
  'node/test_adam_multiple': 'its values are those of an epsilon of 0.01, which its model does not give',
  'node/test_cast_BFLOAT16_to_FLOAT': BRAIN,
  'node/test_cast_FLOAT_to_BFLOAT16': BRAIN,
  'node/test_castlike_BFLOAT16_to_FLOAT': BRAIN,
  'node/test_castlike_BFLOAT16_to_FLOAT_expanded': BRAIN,
  'node/test_castlike_FLOAT_to_BFLOAT16': BRAIN,
  'node/test_castlike_FLOAT_to_BFLOAT16_expanded': BRAIN,
};

/** Tests of products of float64, which compiled code leaves to the interpreter. */
export const partlyInterpreted: readonly string[] = ['node/test_einsum_batch_matmul', 'node/test_einsum_inner_prod'];

/** The circuit of a test, and the values of its inputs. */
interface ImportedCase {
  readonly outputs: readonly Node[];
  readonly feeds: readonly Pair[];
  /** Inputs that had to be known when the circuit was built. */
  readonly fixed: readonly string[];
}

/** Imports the model of a test. Inputs that decide the form of the circuit get their values at once, as the error asks for. */
export function importedCase({ model, bytes, inputs }: OnnxCase): ImportedCase {
  const initial = new Set(model.graph!.initializer.map(({ name }) => name));
  const names = model.graph!.input.map(({ name }) => name).filter(name => !initial.has(name));
  const values = new Map(inputs.map((value, n) => [names[n]!, value]));
  const { imported, fixed } = withKnown(bytes, values);
  const feeds = Object.entries(imported.inputs).flatMap(([name, source]) => (values.has(name) ? [[source, values.get(name)!()] as const] : []));
  return { outputs: Object.values(imported.outputs), feeds, fixed };
} // prettier-ignore

function withKnown(bytes: Uint8Array, values: ReadonlyMap<string, () => Tensor>): { imported: OnnxModel; fixed: string[] } {
  const fixed: string[] = [];
  let options: ImportOnnxOptions = {};
  for (;;) {
    try {
      return { imported: importOnnx(bytes, options), fixed };
    } catch (error) {
      const more = wantedBy(error).filter(name => !fixed.includes(name));
      if (more.length === 0) throw error;
      fixed.push(...more);
      const isInput = (name: string): boolean => values.has(name);
      options = {
        values: Object.fromEntries(fixed.filter(isInput).map(name => [name, values.get(name)!()])),
        ...(fixed.every(isInput) ? {} : { shapes: Object.fromEntries([...values].map(([name, value]) => [name, value().shape as Shape])) }),
      };
    }
  }
} // prettier-ignore

/** The inputs and axes that an error asks for. */
function wantedBy(error: unknown): string[] {
  if (!(error instanceof OnnxError) || !error.problems.every(({ kind }) => kind === 'value')) return [];
  return [...new Set(error.problems.map(({ subject }) => subject))];
}

/** Numbers of a file. */
interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A model as PyTorch exports it, and what it computes; see `tools/laws/reference/onnx-models.py`. */
export interface TorchModel {
  readonly name: string;
  readonly onnx: string;
  /** The names that the weights have in PyTorch, and those of the head. */
  readonly weights: readonly string[];
  readonly head: readonly string[];
  readonly cases: readonly { readonly x: Numbers; readonly y: Numbers }[];
  readonly training: { readonly x: Numbers; readonly target: Numbers };
  /** Mean squared errors of five steps of descent at a rate of 0.1. */
  readonly losses: { readonly all: readonly number[]; readonly head: readonly number[] };
}

/** Reads the models. */
export function torchModels(): readonly TorchModel[] {
  const file = new URL('../../reference/onnx-models.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as TorchModel[];
}

/** Returns the bytes of a model's file. */
export function bytesOf({ onnx }: TorchModel): Uint8Array {
  return Uint8Array.from(Buffer.from(onnx, 'base64'));
}

/** Returns numbers of a file as a tensor. */
export function tensorOf({ shape, data }: Numbers, dtype: DType = 'float32'): Tensor {
  return tensor([...data], { shape, dtype });
}
