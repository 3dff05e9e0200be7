import { constant, type Input, input, type Node } from '@thalweg/graph';
import { normalShape } from '@thalweg/graph/wires';
import {
  printShape,
  sameShape,
  type Shape,
  ShapeError,
  sizeOf,
  type Sizes,
  tensor,
  type TensorLike,
} from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import type { GraphProto, ValueInfoProto } from 'onnx-buf';
import { keyOf } from './call/advice.ts';
import type { OnnxProblem } from './call/onnx-problem.ts';
import { dtypeOfProto } from './call/tensor-of-proto.ts';
import { shapeOf } from './graph-tensors.ts';

/** Shapes and values that a caller gives to inputs. */
interface InputSettings {
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly values: Readonly<Record<string, TensorLike>>;
}

/** The inputs of a model: sources that values enter by, and those that have a fixed value. */
interface ModelInputs {
  readonly inputs: ReadonlyMap<string, Input>;
  readonly values: ReadonlyMap<string, Node>;
  readonly missing: readonly string[];
  readonly problems: readonly OnnxProblem[];
}

/** Returns the inputs of a graph that no initializer fills. */
export function modelInputs(graph: GraphProto, { shapes, values }: InputSettings): ModelInputs {
  const initial = new Set(graph.initializer.map(({ name }) => name));
  const given = graph.input.filter(({ name }) => !initial.has(name));
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

/** Throws `ContractError` for a name that no input has. */
export function checkInputs({ input: all, initializer }: GraphProto, given: readonly string[]): void {
  const initial = new Set(initializer.map(({ name }) => name));
  const names = all.map(({ name }) => name).filter(name => !initial.has(name));
  for (const name of given) oneOf('importOnnx', name, names, 'an input');
}

/** Returns shapes with a size for each axis that the inputs of a model leave open, as the option that fixes them: a batch of 1, images of 224, sounds of a second. */
export function fixedShapes(graph: GraphProto, given: Readonly<Record<string, Shape>>): string {
  const initial = new Set(graph.initializer.map(({ name }) => name));
  const shapes = graph.input.filter(({ name }) => !initial.has(name)).flatMap(info => {
    const shape = given[info.name] ?? shapeOf(info);
    if (shape === undefined || shape.every(size => typeof size === 'number')) return [];
    const usual = shape.length === 4 ? 224 : shape.length === 2 ? 16_000 : 16;
    const fixed = shape.map((size, axis) => (typeof size === 'number' ? size : axis === 0 || size.startsWith('batch') ? 1 : usual));
    return [`${keyOf(info.name)}: [${fixed.join(', ')}]`];
  });
  return `{ ${shapes.join(', ')} }`;
} // prettier-ignore
