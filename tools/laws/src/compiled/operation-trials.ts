import { constant, gradient, mul, parametersOf, sum, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import { applied, type floats } from '../operations/laws/applied.ts';
import type { Inputs, OperationRow } from '../operations/laws/operation-row.ts';
import { drawn, indicesOf, replaced, type Plain } from '../operations/laws/plain.ts';

/** Sizes about those of vectors, and of two of them. */
const sizes: readonly Sizes[] = [[], [0], [1], [3], [4], [5], [17], [2, 0, 3], [5, 7]];

/** Shapes that broadcast, by the number of operands. */
const broadcasting: Readonly<Record<number, readonly (readonly Sizes[])[]>> = {
  2: [[[3, 5], [5]], [[7], [3, 7]], [[3, 1], [9]], [[], [3, 5]], [[2, 1, 5], [3, 1]], [[0, 3], [3]], [[5, 1, 1], [1, 3, 1]]],
  3: [[[3, 5], [5], []], [[7], [3, 1], [3, 7]], [[2, 1, 5], [3, 1], [1, 5]], [[1], [0], []]],
}; // prettier-ignore

/** What elements may be in the worst case: in float32, 1e300 is ∞ and 1e-40 has few digits. */
const wild = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -2.5, 1e300, 3e38, -1e-40, 1e-300, 88.8, -104];

/** Operands of these shapes with the elements of the row's cases, or others. */
function operands({ cases }: OperationRow, shapes: readonly Sizes[], pool?: readonly number[]): Inputs {
  return shapes.map((shape, operand): Plain => {
    const { dtype } = cases[0]![operand]!;
    const elements =
      pool !== undefined && dtype === 'real' ? pool : cases.flatMap(inputs => [...inputs[operand]!.data]);
    // Each operand goes through its elements at a pace of its own, so that all of them meet.
    const pace = operand === 0 ? 1 : pool === undefined ? 1 : elements.length ** operand;
    const data = indicesOf(shape).map((_, n) => elements[Math.floor(n / pace) % elements.length]!);
    return { shape, data, dtype };
  });
}

/** Inputs that an operation is tried at together, and what they show. */
export interface OperationTrial {
  readonly of: 'cases' | 'sizes' | 'broadcasts' | 'wild';
  readonly inputs: readonly Inputs[];
}

/** All that an operation is tried at. */
export function trialsOf(row: OperationRow): readonly OperationTrial[] {
  const { cases, elementwise = false, finiteWeights } = row;
  const count = cases[0]!.length;
  const spoils = finiteWeights === undefined ? count : 1;
  if (!elementwise) return cases.map(inputs => ({ of: 'cases', inputs: [inputs, ...spoilt(inputs, spoils)] }));
  const alike = (shape: Sizes, pool?: readonly number[]): Inputs =>
    operands(row, Array<Sizes>(count).fill(shape), pool);
  const each = (of: OperationTrial['of'], all: readonly Inputs[]): OperationTrial[] =>
    all.map(inputs => ({ of, inputs: [inputs] }));
  const broadcast = (broadcasting[count] ?? []).map(shapes => operands(row, shapes));
  return [
    ...each('cases', cases),
    ...each('sizes', sizes.map(shape => alike(shape))),
    ...each('broadcasts', broadcast),
    ...each('wild', [alike([wild.length ** Math.min(count, 2)], wild)]),
  ]; // prettier-ignore
}

/** All inputs that an operation is tried at. */
export const triedInputs = (row: OperationRow): Inputs[] => trialsOf(row).flatMap(({ inputs }) => inputs);

/** Inputs with something wild at one place of one that is real, among the first so many. */
function spoilt(inputs: Inputs, count: number): Inputs[] {
  return inputs.slice(0, count).flatMap((input, i) => {
    if (input.dtype !== 'real' || input.data.length === 0) return [];
    const middle = Math.floor(input.data.length / 2);
    return [NaN, Infinity, -Infinity, -0].map(value =>
      replaced(inputs, i, { ...input, data: replaced(input.data, middle, value) }),
    );
  });
}

/** An operation's value, and its gradients by all that is real. */
export function valuesOf(row: OperationRow, inputs: Inputs, real: (typeof floats)[number]): Node[] {
  const node = applied(row, inputs, real);
  if (row.gradient === 'refused') return [node];
  const { shape, dtype } = node;
  const weights = tensor([...drawn(shape as Sizes, 1000, 0.5, 1.5).data], { shape: shape as Sizes, dtype });
  const loss = sum(mul(node, constant(weights)));
  return [node, ...parametersOf(loss).map(source => gradient(loss, source as Node))];
}
