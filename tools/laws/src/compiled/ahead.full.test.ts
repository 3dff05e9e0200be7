import { describe, it } from 'vitest';
import type { OperationRow } from '../operations/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { hasItsBitsAhead } from './testing/bits-ahead.ts';

const rows: readonly OperationRow[] = Object.values(tables).flat();

describe('compiled ahead, an operation has the bits of the run-time compiler at its cases:', () => {
  it.each(rows.map(row => [`${row.name} ${row.variant ?? ''}`, row] as const))('%s', (_, row) =>
    hasItsBitsAhead(row, ({ of }) => of === 'cases'),
  );
});
