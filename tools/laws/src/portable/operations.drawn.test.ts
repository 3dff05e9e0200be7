import { refute, takenRows } from '@thalweg/drawn';
import { allOperations, elementwise, mul, parameter, scalar, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { nodeKeepsItsBits, operationKeepsItsBits } from './keeps-its-bits.ts';

const rows = Object.values<readonly OperationRow[]>(tables).flat();
const titled = rows.map((row, n) => [`${row.name} ${row.variant ?? ''}, row ${n}`, row] as const);

describe('an operation that was written and read again keeps its bits, and those of its gradients', () => {
  it.each(takenRows('portable operations', titled, ([, { name }]) => name))('%s', (_, row) => {
    for (const inputs of row.cases) operationKeepsItsBits(row, inputs);
  });
});

describe('control: it is found out', () => {
  const x = parameter(tensor([1, -2], { dtype: 'float64' })) as Node;
  const scaled = (factor: number, said: number): ((x: Node) => Node) =>
    elementwise('scaled', {
      formula: x => scalar.mul(x, factor),
      call: ([x]) => ['scaled', x, said],
      gradient: upstream => [mul(upstream, factor) as Node],
    });
  const operations = { ...allOperations, scaled: (x: Node, factor: number) => scaled(factor, factor)(x) };

  it('if a call has other arguments', () => {
    nodeKeepsItsBits(scaled(2, 2)(x), true, operations);
    expect(() => nodeKeepsItsBits(scaled(2, 3)(x), true, operations)).toThrow('must compute what is saved');
  });

  it('if the operation that is called has another gradient', () => {
    const other: (x: Node) => Node = elementwise('scaled', { formula: x => scalar.mul(x, 2), gradient: dy => [dy] });
    refute(() => nodeKeepsItsBits(scaled(2, 2)(x), true, { ...operations, scaled: (x: Node) => other(x) }));
  });
});
