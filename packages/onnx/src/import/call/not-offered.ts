import { Input, type Node } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import type { OnnxProblem } from './onnx-problem.ts';

/** Thrown by what translates an operator: the reason why nothing here computes it. */
export class NotOffered extends Error {
  readonly reason: string;
  readonly kind: OnnxProblem['kind'];
  /** The inputs of the model whose values must be known, or names of sizes that must be fixed. */
  readonly inputs: readonly string[];

  constructor(reason: string, kind: OnnxProblem['kind'] = 'operator', inputs: readonly string[] = []) {
    super(`Not offered: ${reason}.`);
    this.name = 'NotOffered';
    this.reason = reason;
    this.kind = kind;
    this.inputs = inputs;
  }
}

/** Operations that take the sizes of their inputs, and none of their values. */
const ofSizes = new Set(['full', 'arange', 'fillLike']);

/** The inputs whose values a value depends on, and the sizes with names that it depends on. */
interface Sources {
  readonly inputs: readonly Input[];
  readonly sizes: readonly string[];
}

/** Returns what a value depends on. */
export function sourcesOf(node: Node): Sources {
  const [seen, inputs, sizes] = [new Set<Node>([node]), new Set<Input>(), new Set<string>()];
  for (const each of seen) {
    if (each instanceof Input) inputs.add(each);
    if (ofSizes.has(each.operation?.name ?? ''))
      for (const size of each.shape) typeof size === 'string' && sizes.add(size);
    else each.inputs.forEach(input => seen.add(input));
  }
  return { inputs: [...inputs], sizes: [...sizes] };
}

/** Returns true for an input that is a setting, such as a rate or a new shape, and no data: whole numbers or flags, or few numbers. */
export function isSetting({ dtype, shape }: Input): boolean {
  return !isFloat(dtype) || (shape.length <= 1 && shape.every(size => Number(size) <= 16));
}

/** Returns the error for a value that must be known when the circuit is built: settings can be given, sizes can be fixed, and data cannot. */
export function notKnown(node: Node, what: string): NotOffered {
  const { inputs, sizes } = sourcesOf(node);
  const [names, must] = [inputs.map(({ name }) => name), `${what} must be known when the circuit is built`];
  if (names.length === 0)
    return new NotOffered(`${must}, and follows from the size of '${sizes.join("', '")}'`, 'shape', sizes);
  const follows = `${must}, and follows from ${names.map(name => `'${name}'`).join(', ')}`;
  return inputs.every(isSetting)
    ? new NotOffered(follows, 'value', names)
    : new NotOffered(`${follows}, which is data`);
}
