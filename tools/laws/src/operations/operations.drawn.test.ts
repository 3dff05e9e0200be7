import { takenRows } from '@thalweg/drawn';
import { expect, it } from 'vitest';
import { everyExportHasARow } from '../checks/every-export-has-a-row.ts';
import { graphOperations, hasReferences, referencedOperations, triesSizes0And1 } from './table.ts';
import { operationLaws } from './operation-laws.ts';
import type { OperationRow } from './laws/operation-row.ts';
import * as tables from './operation-rows.ts';

const operationRows: readonly OperationRow[] = Object.values(tables).flat();

it('every operation that @thalweg/graph exports has a row', async () => {
  const operations = await graphOperations();
  expect(Object.keys(operations).length).toBeGreaterThan(60);
  everyExportHasARow(operations, operationRows);
});

it('every operation is tried at sizes 0 and 1', () => triesSizes0And1(operationRows));

it('every operation that passes a gradient has PyTorch’s numbers, or says why not', () =>
  hasReferences(operationRows, referencedOperations()));

for (const row of takenRows('operations', operationRows, ({ name }) => name)) operationLaws(row);
