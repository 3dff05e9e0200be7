import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { type DType, tensor, type Tensor } from '@thalweg/tensor';
import {
  type ModelProto,
  ModelProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
  TensorProtoSchema,
} from 'onnx-buf';

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

/** Returns a value of a test. Whole numbers past the ends of int32 become the ends. */
function storedTensor(proto: TensorProto): Tensor {
  const [dtype, raw] = arrays[proto.dataType as Type]!;
  const fields = [proto.floatData, proto.doubleData, proto.int32Data, proto.int64Data, proto.uint64Data];
  const numbers = proto.rawData.length > 0 ? raw(Uint8Array.from(proto.rawData).buffer) : fields.find(field => field.length > 0);
  const data = Array.from(numbers ?? [], Number);
  const held = dtype === 'int32' ? data.map(value => Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1)) : data;
  return tensor(held, { shape: proto.dims.map(Number), dtype });
} // prettier-ignore
