import { constant, input, type Input, type Node } from '@thalweg/graph';
import {
  printShape,
  sameShape,
  ShapeError,
  sizeOf,
  tensor,
  type Shape,
  type Sizes,
  type TensorLike,
} from '@thalweg/tensor';
import { normalShape } from '@thalweg/graph/wires';
import { oneOf } from '@thalweg/tensor/engine';
import type { GraphProto, ValueInfoProto } from 'onnx-buf';
import type { OnnxProblem } from './call/onnx-problem.ts';
import { dtypeOfProto } from './call/tensor-of-proto.ts';

/** Shapes and values that a caller gives to inputs. */
export interface InputSettings {
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly values: Readonly<Record<string, TensorLike>>;
}

/** The inputs of a model: sources that values enter by, and those that have a fixed value. */
export interface ModelInputs {
  readonly inputs: ReadonlyMap<string, Input>;
  readonly values: ReadonlyMap<string, Node>;
  readonly missing: readonly string[];
  readonly problems: readonly OnnxProblem[];
}

/** Makes the inputs of a graph that no initializer fills. */
export function modelInputs(graph: GraphProto, { shapes, values }: InputSettings): ModelInputs {
  const initial = new Set(graph.initializer.map(({ name }) => name));
  const given = graph.input.filter(({ name }) => !initial.has(name));
  const names = given.map(({ name }) => name);
  for (const name of [...Object.keys(shapes), ...Object.keys(values)]) oneOf('importOnnx', name, names, 'an input');
  const [problems, missing]: [OnnxProblem[], string[]] = [[], []];
  const [inputs, all] = [new Map<string, Input>(), new Map<string, Node>()];
  for (const info of given) {
    const { name } = info;
    const declared = shapeOf(info);
    const [shape, dtype] = [shapes[name] ?? declared, dtypeOf(info)];
    if (Object.hasOwn(values, name)) all.set(name, fixed(name, tensor(values[name]!, dtype === undefined ? {} : { dtype }), shape));
    else if (shape === undefined || dtype === undefined) {
      missing.push(name);
      // Other dtypes are named already.
      if (shape === undefined) problems.push({ kind: 'file', subject: `input '${name}'`, reason: 'it has no shape; { shapes } gives it one' });
    }
    else if (!isHeld(shape)) {
      missing.push(name);
      problems.push({ kind: 'file', subject: `input '${name}'`, reason: `no memory holds a value of the sizes ${printShape(shape)}` });
    } else {
      if (declared !== undefined) checkRefined(name, shape, declared);
      const made = inputOf(name, shape, dtype);
      if (made instanceof ShapeError) {
        missing.push(name);
        problems.push({ kind: 'file', subject: `input '${name}'`, reason: made.message });
      } else {
        inputs.set(name, made);
        all.set(name, made as Node);
      }
    }
  }
  return { inputs, values: all, missing, problems };
} // prettier-ignore

/** Returns an input, or why there is none of such a shape. */
function inputOf(name: string, shape: Shape, dtype: Input['dtype']): Input | ShapeError {
  try {
    return input(name, normalShape(name, shape), dtype) as Input;
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

/** True if a value with fixed sizes can be kept. */
function isHeld(shape: Shape): boolean {
  const sizes = shape.filter(size => typeof size === 'number');
  return sizeOf(sizes) <= 2 ** 31 && sizes.every(size => size <= 2 ** 31);
}

/** The sizes that the model declares; one that it leaves open has the name of the input and of the axis. */
function shapeOf({ name, type }: ValueInfoProto): Shape | undefined {
  const { value } = type?.value.case === 'tensorType' ? type.value : {};
  return value?.shape?.dim.map(({ value: size }, axis) => {
    if (size.case === 'dimValue' && size.value >= 0n) return Number(size.value);
    return size.case === 'dimParam' && size.value !== '' ? size.value : `${name}_${axis}`;
  });
}

function dtypeOf({ type }: ValueInfoProto): Input['dtype'] | undefined {
  try {
    return type?.value.case === 'tensorType' ? dtypeOfProto(type.value.value.elemType) : undefined;
  } catch {
    // Named already.
    return undefined;
  }
}

function fixed(name: string, value: ReturnType<typeof tensor>, declared: Shape | undefined): Node {
  if (declared !== undefined) checkRefined(name, value.shape as Sizes, declared);
  return constant(value, { name }) as Node;
}

/** A shape that a caller gives has the sizes that the model fixes. */
function checkRefined(name: string, shape: Shape, declared: Shape): void {
  const refined = declared.map((size, axis) => (typeof size === 'string' ? (shape[axis] ?? size) : size));
  if (shape.length !== declared.length || !sameShape(shape, refined))
    throw new ShapeError('importOnnx', [shape, declared], `the shape of '${name}' must fit that of the model`, 'Give names and sizes for its open axes only.'); // prettier-ignore
}
