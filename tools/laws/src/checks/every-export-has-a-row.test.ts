import { refute } from '@thalweg/drawn';
import { it } from 'vitest';
import { everyExportHasARow } from './every-export-has-a-row.ts';

const module = { map: 1, take: 2, Dataset: 3 };
const rows = [{ name: 'map' }, { name: 'map' }, { name: 'take' }];
const except = { Dataset: 'a class' };

it('a table of all exports but the exceptions is accepted', () => everyExportHasARow(module, rows, { except }));

it('an export without a row is refused', () => {
  refute(() => everyExportHasARow({ ...module, batch: 4 }, rows, { except }));
  refute(() => everyExportHasARow(module, rows));
});

it('a row that is not exported, or no more, is refused', () => {
  refute(() => everyExportHasARow(module, [...rows, { name: 'batch' }], { except }));
});

it('an exception that is not exported, or has a row, is refused', () => {
  refute(() => everyExportHasARow(module, rows, { except: { ...except, batch: 'gone' } }));
  refute(() => everyExportHasARow(module, rows, { except: { ...except, map: 'an operator' } }));
});
