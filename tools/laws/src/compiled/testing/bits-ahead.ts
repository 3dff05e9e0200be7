import type { Node, Runner } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { precompile, precompiled, wasm } from '@thalweg/wasm';
import { host } from '@thalweg/wasm/engine';
import { defer, of } from 'rxjs';
import { expect } from 'vitest';
import { floats } from '../../operations/laws/applied.ts';
import type { OperationRow } from '../../operations/laws/operation-row.ts';
import { trialsOf, valuesOf, type OperationTrial } from '../operation-trials.ts';
import { passOnce } from '../runs.ts';

/** All values by a plan that was compiled from another graph like it. */
async function valuesAhead(outputs: () => readonly Node[]): Promise<readonly Tensor[]> {
  const target = (runner: Runner) => defer(() => of(passOnce({ outputs: outputs(), runner })));
  const { bytes } = await precompile({ target });
  const runner = precompiled({ modules: [new (host().Module)(bytes)], strict: true });
  // Its block of memory does not begin where that of another runner does.
  runner.load({ before: new Float64Array(12_345) });
  const found = passOnce({ outputs: outputs(), runner });
  expect(runner.coverage).toEqual({ compiled: 1, interpreted: 0, missing: [] });
  return found;
}

/** Compiled ahead, an operation has the bits of the run-time compiler in some of its trials, all in one frame. */
export async function hasItsBitsAhead(row: OperationRow, isTried: (trial: OperationTrial) => boolean): Promise<void> {
  const inputs = trialsOf(row)
    .filter(isTried)
    .flatMap(trial => trial.inputs);
  const outputs = () => floats.flatMap(real => inputs.flatMap(one => valuesOf(row, one, real)));
  const wanted = passOnce({ outputs: outputs(), runner: wasm() });
  const found = await valuesAhead(outputs);
  expect(found.map(({ data }) => data)).toEqual(wanted.map(({ data }) => data));
}
