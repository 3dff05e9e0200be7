import { describe, it } from 'vitest';
import type { OperationRow } from '../operations/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { operationKeepsItsBits } from './keeps-its-bits.ts';

const rows = Object.values<readonly OperationRow[]>(tables).flat();
const titled = rows.map((row, n) => [`${row.name} ${row.variant ?? ''}, row ${n}`, row] as const);

describe('an operation that was written and read again keeps its bits, and those of its gradients', () => {
  it.each(titled)('%s', (_, row) => {
    for (const inputs of row.cases) operationKeepsItsBits(row, inputs);
  });
});
