import { constant, gradient, mul, parameter, stack, sum, vmap, type Node, type Runner } from '@thalweg/graph';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { passOnce } from '../compiled/runs.ts';
import type { Inputs, OperationRow } from '../operations/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { drawn, tensorOf } from '../operations/plain.ts';
import { expectClose } from './expect-close.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();
/** Numbers that are drawn differ from position to position. */
const names = [...new Set(rows.map(({ name }) => name))].filter(name => name !== 'uniformLike');

/** Real inputs differ from position to position by these factors, which round nothing. */
const FACTORS = [1, 0.5, 0.25];

/** Operations of which a position is computed after another, by their values or their gradients, and why. */
const STEP_BY_STEP: Readonly<Record<string, string>> = {
  conv2d: 'weights, or their gradients, differ from position to position',
  convTranspose2d: 'the same',
  conv1d: 'the same',
  gather: 'tables and indices differ both',
  scatterAddLike: 'indices differ',
  takeAlong: 'a value that is the same at all positions would be copied for each',
};

/** Every choice of inputs that are mapped, but for none. */
function choices(count: number): boolean[][] {
  return Array.from({ length: 2 ** count - 1 }, (_, bits) =>
    Array.from({ length: count }, (_, n) => ((bits + 1) >> n) % 2 === 1),
  );
}

function scaled(inputs: Inputs, factor: number): Inputs {
  return inputs.map(input => (input.dtype === 'real' ? { ...input, data: input.data.map(x => x * factor) } : input));
}

/** Nodes and all that they depend on. */
function below(...roots: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(roots);
  for (const node of found) for (const input of node.inputs) found.add(input);
  return found;
}

/** The value of an operation, and its gradients by inputs that are real. */
function valuesOf(row: OperationRow, inputs: readonly Node[], real: readonly Node[]): Node[] {
  const value = row.apply(...inputs);
  if (row.gradient !== 'passes') return [value];
  const { shape } = value;
  const weights = constant(tensor([...drawn(shape as Sizes, 1000, 0.5, 1.5).data], { shape: shape as Sizes, dtype: 'float64' })); // prettier-ignore
  const loss = sum(mul(value, weights)) as Node;
  return [value, ...real.filter(input => below(loss).has(input)).map(input => gradient(loss, input))];
}

/** An operation at all positions at once, and at each of them. */
function bothWays(
  row: OperationRow,
  inputs: Inputs,
  isMapped: readonly boolean[],
): { mapped: Node[]; apart: Node[][] } {
  const own = FACTORS.map(factor => scaled(inputs, factor).map(input => tensorOf(input, 'float64')));
  const fixed = own[0]!.map((value, n) => (inputs[n]!.dtype === 'real' ? parameter(value) : constant(value)) as Node);
  const isReal = (_: Node, n: number): boolean => inputs[n]!.dtype === 'real';
  const stacks = fixed.flatMap((_, n) =>
    isMapped[n] ? [stack(own.map(one => constant(one[n]!)) as never) as Node] : [],
  );
  const mapped = vmap(
    ((slices: readonly Node[]): Node[] => {
      let next = 0;
      const here = fixed.map((node, n) => (isMapped[n] ? slices[next++]! : node));
      return valuesOf(row, here, here.filter(isReal));
    }) as never,
    stacks,
    { axis: 0 },
  ) as unknown as Node[];
  const apart = own.map(values => {
    const here = fixed.map((node, n) => {
      if (!isMapped[n]) return node;
      return (inputs[n]!.dtype === 'real' ? parameter(values[n]!) : constant(values[n]!)) as Node;
    });
    return valuesOf(row, here, here.filter(isReal));
  });
  return { mapped, apart };
}

/** The values of a stack at one position. */
function position({ data, shape, dtype }: Tensor, n: number): Tensor {
  const size = data.length / shape[0]!;
  return tensor(data.slice(n * size, (n + 1) * size) as Float64Array, { shape: shape.slice(1), dtype } as never);
}

function compare(row: OperationRow, runner: Runner | undefined): void {
  for (const inputs of row.cases.slice(0, 2)) {
    if (inputs.length === 0) continue;
    for (const isMapped of choices(inputs.length)) {
      const { mapped, apart } = bothWays(row, inputs, isMapped);
      const found = passOnce({ outputs: mapped, runner });
      apart.forEach((outputs, n) =>
        passOnce({ outputs }).forEach((wanted, output) =>
          expectClose(position(found[output]!, n), wanted, 1e-12, `${row.name} ${row.variant ?? ''}, mapped ${isMapped.join()}, position ${n}, output ${output}`),
        ),
      );
    }
  }
} // prettier-ignore

/** True if some of the nodes follow from a loop. */
function hasLoop(roots: readonly Node[]): boolean {
  return [...below(...roots)].some(({ rule }) => rule?.name === 'scan');
}

describe('at all positions of a new axis an operation has the values and gradients that it has at each:', () => {
  describe.each(names)('%s', name => {
    const own = rows.filter(row => row.name === name);
    it('interpreted', () => own.forEach(row => compare(row, undefined)));
    it('compiled', () => own.forEach(row => compare(row, wasm())));
  });

  it('all at once, but for those of the table', () => {
    const found = names.filter(name =>
      rows.some(row => {
        const inputs = row.cases[0]!;
        if (row.name !== name || inputs.length === 0) return false;
        return choices(inputs.length).some(isMapped => hasLoop(bothWays(row, inputs, isMapped).mapped));
      }),
    );
    expect(found).toEqual(Object.keys(STEP_BY_STEP));
  });
});
