import { takenRows } from '@thalweg/drawn';
import { explain, wasm } from '@thalweg/wasm';
import * as core from '@thalweg/wasm/core';
import { describe, expect, it } from 'vitest';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { valuesOf } from './operation-trials.ts';
import { passOnce } from './runs.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();

describe('the families of loops that explain lists for an operation and its gradients', () => {
  it.each(takenRows('families of operations', rows, row => row.name).map(row => [`${row.name} ${row.variant ?? ''}`, row] as const))(
    '%s: are all that it needs, to the same bits, and each of them is needed',
    (_, row) => {
      const outputs = valuesOf(row, row.cases[0]!, 'float32');
      const loops = explain(outputs).loops.map(name => core[name]);
      const bits = (found: ReturnType<typeof passOnce>): unknown => found.map(({ data }) => data);
      const wanted = bits(passOnce({ outputs, runner: wasm() }));
      expect(bits(passOnce({ outputs, runner: core.wasm({ loops }) }))).toEqual(wanted);
      for (const one of loops) {
        const runner = core.wasm({ loops: loops.filter(other => other !== one) });
        expect(() => passOnce({ outputs, runner })).toThrow(`import { ${one.name} } from '@thalweg/wasm/core'`);
      }
    },
  );
}); // prettier-ignore
