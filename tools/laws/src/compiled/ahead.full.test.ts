import type { Node, Runner } from '@thalweg/graph';
import { precompile, precompiled, wasm } from '@thalweg/wasm';
import { host } from '@thalweg/wasm/engine';
import { defer, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { floats } from '../operations/laws/applied.ts';
import type { OperationRow } from '../operations/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { triedInputs, valuesOf } from './operation-trials.ts';
import { passOnce } from './runs.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();

/** All that an operation is tried at, in one frame. */
const outputsOf = (row: OperationRow, real: (typeof floats)[number]): readonly Node[] =>
  triedInputs(row).flatMap(inputs => valuesOf(row, inputs, real));

/** The bits of all values, by a plan that was compiled from another graph like it. */
async function bitsAhead(row: OperationRow, real: (typeof floats)[number]) {
  const target = (runner: Runner) => defer(() => of(passOnce({ outputs: outputsOf(row, real), runner })));
  const { bytes } = await precompile({ target });
  const runner = precompiled({ modules: [new (host().Module)(bytes)], strict: true });
  // Its block of memory does not begin where that of another runner does.
  runner.load({ before: new Float64Array(12_345) });
  const found = passOnce({ outputs: outputsOf(row, real), runner });
  expect(runner.coverage).toEqual({ compiled: 1, interpreted: 0, missing: [] });
  return found;
}

describe('compiled ahead, an operation has the bits of the run-time compiler:', () => {
  it.each(rows.map(row => [`${row.name} ${row.variant ?? ''}`, row] as const))('%s', async (_, row) => {
    for (const real of floats) {
      const wanted = passOnce({ outputs: outputsOf(row, real), runner: wasm() });
      const found = await bitsAhead(row, real);
      expect(found.map(({ data }) => data)).toEqual(wanted.map(({ data }) => data));
    }
  });
});
