import { takenRows } from '@thalweg/drawn';
import type { Node, Runner } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { passOnce } from '../compiled/runs.ts';
import type { OperationRow } from '../operations/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { below, bothWays, choices } from './both-ways.ts';
import { expectClose } from './expect-close.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();
const taken = takenRows('mapped operations', rows, ({ name }) => name);
/** Numbers that are drawn differ from position to position. */
const names = [...new Set(rows.map(({ name }) => name))].filter(name => name !== 'uniformLike');

/** Operations of which a position is computed after another, by their values or their gradients, and why. */
const STEP_BY_STEP: Readonly<Record<string, string>> = {
  conv2d: 'weights, or their gradients, differ from position to position',
  convTranspose2d: 'the same',
  conv1d: 'the same',
  gather: 'tables and indices differ both',
  scatterAddLike: 'indices differ',
  takeAlong: 'a value that is the same at all positions would be copied for each',
};

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
    const own = taken.filter(row => row.name === name);
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
