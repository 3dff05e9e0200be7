import { DataError } from '@thalweg/data';
import { Schema } from '@thalweg/readers';
import { ContractError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { chosenColumns, type ColumnsOptions } from './columns-options.ts';

const schema = new Schema('cars.csv', [
  { name: 'model', type: 'text' },
  { name: 'horsepower', type: 'number', missing: true },
]);

describe('a schema', () => {
  it('prints one line a column', () => {
    expect(String(schema)).toBe('model       text\nhorsepower  number, missing values');
    expect(String(new Schema('empty.csv', []))).toBe('');
  });

  it('finds a column, and suggests the nearest name for one that it has not', () => {
    expect(schema.column('model').type).toBe('text');
    expect([...schema].map(({ name }) => name)).toEqual(schema.names);
    expect(() => schema.column('horse power')).toThrow(DataError);
    expect(() => schema.column('horse_powr')).toThrow(
      "cars.csv: a column must exist, got 'horse_powr'. Did you mean 'horsepower'?",
    );
    expect(() => schema.column('xyz')).toThrow("Choose from 'model', 'horsepower'.");
  });
});

describe('chosenColumns', () => {
  const chosen = (options: ColumnsOptions) =>
    chosenColumns(options, { source: 's.csv', names: ['a', 'b', 'c'], allowed: ['number', 'text'] });

  it('chooses all by default, or those that are named, in the order given', () => {
    expect(chosen({}).map(({ at, name }) => [at, name])).toEqual([[0, 'a'], [1, 'b'], [2, 'c']]); // prettier-ignore
    expect(chosen({ columns: ['c', 'a'] }).map(({ at }) => at)).toEqual([2, 0]);
    expect(chosen({ columns: [] })).toEqual([]);
  });

  it('gives the overridden type', () => {
    expect(chosen({ types: { b: 'text' } }).map(({ type }) => type)).toEqual([undefined, 'text', undefined]);
  });

  it('refuses unknown names and types, and names given twice', () => {
    expect(() => chosen({ columns: ['B'] })).toThrow("s.csv: a column must exist, got 'B'. Did you mean 'b'?");
    expect(() => chosen({ columns: ['xyz'] })).toThrow("Choose from 'a', 'b', 'c'.");
    expect(() => chosen({ types: { valueOf2: 'text' } })).toThrow("got 'valueOf2'");
    expect(() => chosen({ columns: ['a', 'a'] })).toThrow("s.csv: columns must differ, got 'a' twice.");
    expect(() => chosen({ types: { a: 'txt' as never } })).toThrow(ContractError);
    expect(() => chosen({ types: { a: 'txt' as never } })).toThrow("Did you mean 'text'?");
    expect(() => chosen({ columns: 'a' as never })).toThrow('columns must be an array');
  });
});
