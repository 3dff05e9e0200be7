import { refute, takenRows } from '@thalweg/drawn';
import { constant, gradients, jvp, mul, parametersOf, sum, type Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { applied, fused } from './laws/applied.ts';
import type { Inputs, OperationRow } from './laws/operation-row.ts';
import * as tables from './operation-rows.ts';
import { drawn, tensorOf } from './laws/plain.ts';

const rows = Object.values<readonly OperationRow[]>(tables)
  .flat()
  .filter(({ gradient }) => gradient === 'passes');
const titled = rows.map((row, n) => [`${row.name} ${row.variant ?? ''}, row ${n}`, row] as const);

const random = (shape: readonly (number | string)[], seed: number): Node =>
  constant(tensorOf(drawn(shape as Sizes, seed), 'float64')) as Node;

/** uᵀ(J·v) and (Jᵀ·u)ᵀv, of a Jacobian and vectors of an operation. */
function bothProducts(row: OperationRow, inputs: Inputs): readonly [forward: number, reverse: number] {
  const y = applied(row, inputs, 'float64');
  const nodes = parametersOf(y) as readonly Node[];
  const directions = nodes.map((node, n) => random(node.shape, 10 + n));
  const u = random(y.shape, 1);
  const back = gradients(y, { upstream: u });
  const dots = nodes.map((node, n) => sum(mul(back.of(node), directions[n]!)) as Node);
  const [forward, ...reverse] = fused(sum(mul(u, jvp(y, nodes, directions))) as Node, ...dots);
  return [Number(forward!.data[0]), reverse.reduce((total, { data }) => total + Number(data[0]), 0)];
}

function agree([forward, reverse]: readonly [number, number]): void {
  expect(Math.abs(forward - reverse)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(reverse)));
}

describe('a Jacobian–vector product is the transpose of a gradient', () => {
  it.each(takenRows('jvp', titled, ([, { name }]) => name))('%s', (_, row) => {
    // A mean of nothing is NaN, and so is everything along it.
    const isFinite = (inputs: Inputs): boolean =>
      fused(applied(row, inputs, 'float64'))[0]!.data.every(Number.isFinite);
    for (const inputs of row.cases)
      if (inputs.some(({ dtype }) => dtype === 'real') && isFinite(inputs)) agree(bothProducts(row, inputs));
  });

  it('control: another product is found out', () => {
    const row = rows.find(({ name }) => name === 'tanh')!;
    const [forward, reverse] = bothProducts(row, row.cases[0]!);
    refute(() => agree([forward * (1 + 1e-8), reverse]));
  });
});
