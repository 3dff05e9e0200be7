import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { readColumns, writeColumns } from './columns.ts';

/** Values that went into a column and came out again. */
function through(values: readonly unknown[]): unknown[] {
  const { bytes, kept } = writeColumns([values]);
  const { rows, readers } = readColumns({ bytes: bytes.slice(), kept });
  return Array.from({ length: rows }, (_, row) => readers[0]!(row));
}

const scalar = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(NaN, -0, 0, Infinity, -Infinity, null, undefined, true, false, '', '\ud800', 'ä', '語', '__proto__'),
  fc.string({ unit: 'binary' }),
);
const array = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.int32Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int8Array(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.uint32Array(),
);
const name = fc.oneof(fc.constantFrom('a', 'b', '10', '2', '$number', '__proto__', 'toString'), fc.string());
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    array,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map(fields => Object.fromEntries(fields) as object),
  ),
}));

/** Like `toEqual`, but -0 differs from 0, an absent field from an undefined one, and fields have an order. */
function expectSame(found: unknown, wanted: unknown): void {
  expect(found).toStrictEqual(wanted);
  expect(orderOf(found)).toBe(orderOf(wanted));
}
const orderOf = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (ArrayBuffer.isView(item) ? item.constructor.name : (item ?? null)));

describe('columns', () => {
  test.prop([fc.array(value, { maxLength: 40 })])('give back what went in, to the last bit', values => {
    expectSame(through(values), values);
  });

  test.prop([
    fc.array(fc.record({ id: scalar, x: array, y: value }, { requiredKeys: ['id'], noNullPrototype: true }), {
      maxLength: 40,
    }),
  ])('give back records with absent fields', values => expectSame(through(values), values));

  it.each([
    ['numbers', [1, -0, NaN, 2 ** 53, 5e-324, -Infinity]],
    ['strings that repeat', Array.from({ length: 1000 }, (_, i) => `${i % 256}`)],
    ['strings that differ', Array.from({ length: 1000 }, (_, i) => `s${i}`)],
    ['records of a kind', Array.from({ length: 100 }, (_, i) => ({ a: i, b: `${i}`, c: { d: [i, i] } }))],
    ['records of a hundred kinds', Array.from({ length: 100 }, (_, i) => ({ [`f${i}`]: i, g: null }))],
    ['a field that sets no class', [JSON.parse('{ "__proto__": 1, "a": 2 }')]],
    ['nothing', []],
  ])('give back %s', (_, values: unknown[]) => expectSame(through(values), values));

  it('keep what is no plain value as it is', () => {
    const values = [new Date(0), new Map([[1, 2]]), Symbol('s'), 5n, () => 1, { when: new Date(1) }, 7];
    const found = through(values);
    for (const i of [0, 1, 2, 3, 4]) expect(found[i]).toBe(values[i]);
    expect((found[5] as { when: Date }).when).toBe((values[5] as { when: Date }).when);
    let deep: object = {};
    for (let i = 0; i < 100; i++) deep = { deep };
    expectSame(through([deep]), [deep]);
  });

  it('take a number in 8 bytes, a repeated string in 1, a flag in 1', () => {
    const rows = Array.from({ length: 1024 }, (_, i) => ({ a: i / 3, b: ['de', 'fr'][i % 2], c: i % 3 === 0 }));
    expect(writeColumns([rows]).bytes.byteLength / 1024).toBeLessThan(10.5);
  });
});
