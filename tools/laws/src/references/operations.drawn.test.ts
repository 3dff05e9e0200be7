import { refute, takenRows } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { replaced } from '../operations/laws/plain.ts';
import { agrees } from './agrees.ts';
import { operationReferences, type PlainReference } from './operation-reference.ts';

const rows = operationReferences(
  'operations',
  'activations',
  'elementwise',
  'linear-algebra',
  'movement',
  'order',
  'pools',
);

const titled = rows.map(
  (row, number) => [`${row.operation} ${JSON.stringify(row.options ?? {})}, row ${number}`, row] as const,
);

const taken = takenRows('references of operations', titled, ([, { operation }]) => operation);
const compiled = takenRows('compiled references of operations', taken, ([, { operation }]) => operation);

describe('PyTorch has the same values, gradients and second derivatives', () => {
  it.each(taken)('interpreted: %s', (_, row) => {
    agrees([row], 'float64');
    agrees([row], 'float32');
  });

  it.each(compiled)('compiled: %s', (_, row) => {
    for (const dtype of ['float64', 'float32'] as const) {
      const watched = counted();
      agrees([row], dtype, { runner: watched.runner });
      expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
    }
  });

  it('of operations that pass a gradient, with second derivatives of nearly all of them', () => {
    const twice = rows.filter(({ second }) => second !== undefined);
    expect([rows.length, twice.length]).toEqual([989, 965]);
    expect(new Set(twice.map(({ operation }) => operation)).size).toBeGreaterThanOrEqual(72);
  });

  it('control: other numbers and other operations are found out', () => {
    const row = rows.find(({ operation }) => operation === 'softmax')!;
    agrees([row], 'float64');
    const spoilt = (value: PlainReference, by: number): PlainReference => ({ ...value, data: replaced(value.data, 1, value.data[1]! + by) });
    for (const by of [1e-8, NaN]) {
      refute(() => agrees([{ ...row, output: spoilt(row.output, by) }], 'float64'));
      refute(() => agrees([{ ...row, gradients: [spoilt(row.gradients[0]!, by)] }], 'float64'));
      refute(() => agrees([{ ...row, second: [spoilt(row.second![0]!, by)] }], 'float64'));
    }
    refute(() => agrees([{ ...row, operation: 'logSoftmax' }], 'float64'));
    const kink = rows.find(({ operation, inputs }) => operation === 'elu' && inputs[0]!.data.includes(0))!;
    refute(() => agrees([{ ...kink, upstream: spoilt(kink.upstream, 0.1) }], 'float64'));
  });
}); // prettier-ignore
