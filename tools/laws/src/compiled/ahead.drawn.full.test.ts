import { isRelease, landingRows } from '@thalweg/drawn';
import { describe, it } from 'vitest';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { hasItsBitsAhead } from './testing/bits-ahead.ts';

const all: readonly OperationRow[] = Object.values(tables).flat();
const rows = landingRows('operations compiled ahead', all, ({ name }) => name);

describe('compiled ahead, an operation has the bits of the run-time compiler:', () => {
  it.each(rows.map(row => [`${row.name} ${row.variant ?? ''}`, row] as const))('%s', (_, row) =>
    hasItsBitsAhead(row, ({ of }) => isRelease || of === 'cases'),
  );
});
