import { DataError, fromIterable, type Dataset } from '@thalweg/data';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, type Savable } from '@thalweg/train';
import { from, of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  adaptiveStandardize,
  encode,
  encodeOneHot,
  hashFeatures,
  impute,
  minMax,
  standardize,
  tfidf,
  tokens,
} from '../index.ts';

type Operator = ((source: Observable<object>) => Observable<object>) & Partial<Savable>;
type Missing = { readonly missing?: 'fail' | 'allow' };

/** Operators, and a value that each can read. */
const features: readonly (readonly [name: string, make: (field: string, how: Missing) => unknown, value: unknown])[] = [
  ['standardize', (field, how) => standardize(field, how), 1],
  ['adaptiveStandardize', (field, how) => adaptiveStandardize(field, { halfLife: 10, ...how }), 1],
  ['minMax', (field, how) => minMax(field, how), 1],
  ['impute', (field, how) => impute(field, { with: 'mean', ...how }), 1],
  ['encode', (field, how) => encode(field, { capacity: 2, ...how }), 'red'],
  ['encodeOneHot', (field, how) => encodeOneHot(field, { capacity: 2, ...how }), 'red'],
  ['tokens', (field, how) => tokens(field, how), 'red'],
  ['hashFeatures', (field, how) => hashFeatures({ bits: 4, fields: [field], ...how }), 1],
];

/** The error of a stream, if it has one. */
function errorOf(operator: Operator, records: readonly object[]): Error | undefined {
  let found: Error | undefined;
  from(records)
    .pipe(operator)
    .subscribe({ error: (error: Error) => (found = error) });
  return found;
}

describe.each(features)('%s', (name, make, value) => {
  it('refuses a first record without its field, and names the one that was meant', () => {
    const error = errorOf(make('amuont', {}) as Operator, [{ amount: value, id: 1 }]);
    expect(error).toBeInstanceOf(DataError);
    expect(error!.message).toBe(
      `${name}: the first record must have the field 'amuont', got a record without it. Did you mean 'amount'? If it comes later, allow that with { missing: 'allow' }.`,
    );
  });

  it('refuses it from a dataset too, and again when it was refused before', () => {
    const operator = make('amuont', {}) as Operator;
    const dataset = fromIterable([{ amount: value }]) as Observable<object>;
    expect(() => (dataset.pipe(operator) as Dataset<object>).open().next()).toThrow(DataError);
    expect(errorOf(operator, [{ amount: value }])).toBeInstanceOf(DataError);
  });

  it('lets the field come later where that is allowed', () => {
    expect(errorOf(make('amount', { missing: 'allow' }) as Operator, [{ id: 1 }, { amount: value }])).toBeUndefined();
  });

  it('takes a field that is null or undefined, and later records without it', () => {
    const records = [{ amount: null }, {}, { amount: value }];
    expect(errorOf(make('amount', {}) as Operator, records)).toBeUndefined();
    expect(errorOf(make('amount', {}) as Operator, [{ amount: undefined }])).toBeUndefined();
  });

  it('refuses another value of the option', () => {
    expect(() => make('amount', { missing: 'alow' as 'allow' })).toThrow("Did you mean 'allow'?");
  });
});

describe('the first record', () => {
  it('is one before a resume', () => {
    const [before, after] = [standardize('amount'), standardize('amount')];
    errorOf(before as Operator, [{ amount: 1 }]);
    const state = decodeSnapshot(encodeSnapshot(snapshot({ before })));
    restore({ before: after }, state);
    expect(errorOf(after as Operator, [{ id: 1 }])).toBeUndefined();
  });

  it('is that of all fields of crosses, texts and names', () => {
    for (const fields of [
      { names: ['body'] },
      { text: ['body'] },
      { fields: ['id'], crosses: [['id', 'body'] as const] },
    ])
      expect(errorOf(hashFeatures({ bits: 4, ...fields }) as Operator, [{ id: 1, bdoy: 'a' }])!.message).toContain(
        "Did you mean 'bdoy'?",
      );
  });

  it('has both fields of a sparse column', () => {
    const [indices, values] = [Int32Array.of(1), Float32Array.of(1)];
    const of = (record: object, how: Missing = {}) => errorOf(tfidf({ bits: 4, ...how }) as Operator, [record]);
    expect(of({ 'features.indices': indices, 'features.values': values })).toBeUndefined();
    expect(of({ 'feature.indices': indices, 'feature.values': values })!.message).toContain(
      "the first record must have the field 'features.indices', got a record without it. Did you mean 'feature.indices'?",
    );
    expect(of({ id: 1 }, { missing: 'allow' })).toBeUndefined();
  });

  it('is checked by an operator that reads and does not learn too', () => {
    expect(errorOf(standardize('amuont').reading as Operator, [{ amount: 1 }])!.message).toContain("'amount'");
  });
});

it.each([1, 'text', null])('a first record that is no object lacks the field: %s', record => {
  const errors: unknown[] = [];
  of(record as unknown as { x: number })
    .pipe(standardize('x'))
    .subscribe({ error: error => errors.push(error) });
  expect(errors).toEqual([expect.any(DataError)]);
});
