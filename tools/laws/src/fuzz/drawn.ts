import { batch, fromColumns, fromIterable, type Dataset } from '@thalweg/data';
import { EMPTY, from, NEVER, of, throwError, type Observable } from 'rxjs';
import type { Chance } from './chance.ts';
import { Thrown } from './outcome.ts';

/** A value for a call, with the words to make it again. */
export interface Drawn {
  readonly value: unknown;
  /** As it would be written in a program. */
  readonly text: string;
}

/** Returns a value of numbers, texts, arrays and plain objects. */
export function plain(value: unknown): Drawn {
  return { value, text: textOf(value) };
}

function textOf(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${textOf(field)}`);
  return `{ ${fields.join(', ')} }`;
}

/** Returns an array of values. */
export function arrayOf(items: readonly Drawn[]): Drawn {
  return { value: items.map(({ value }) => value), text: `[${items.map(({ text }) => text).join(', ')}]` };
}

/** Returns an object of values. */
export function objectOf(fields: readonly (readonly [string, Drawn])[]): Drawn {
  return {
    value: Object.fromEntries(fields.map(([name, { value }]) => [name, value])),
    text: `{ ${fields.map(([name, { text }]) => `${name}: ${text}`).join(', ')} }`,
  };
}

/** A way to make a value, and its words. */
export type Maker<T> = readonly [text: string, make: () => T];

/** How far values may be from what is usual. */
export interface Manners {
  /** The share of numbers, texts and nodes that no caller would give. */
  readonly wild: number;
}

const usual: readonly number[] = [1, 2, 3, 0.1, 0.5, 0.9, 4, 1, 2, 10];

const extreme: readonly number[] = [0, -0, -1, 0.5, NaN, Infinity, -Infinity, 1e39, 2 ** 31, 2 ** 53, -2.5, 1e-320];

const words: readonly string[] = ['x', 'y', 'batch', 'a', 'label'];

const strange: readonly string[] = ['', 'nonsense', 'toString', '__proto__', '**', '(', ' ', 'x'.repeat(500)];

/** Draws a number. */
export function drawNumber(chance: Chance, { wild }: Manners): Drawn {
  return plain(chance.of(chance.is(wild) ? extreme : usual));
}

/** Draws a text; where it names a file, a path in the folder of the run, or one in a file's place. */
export function drawText(chance: Chance, { wild }: Manners, name: string): Drawn {
  if (/path|folder|file/i.test(name)) return plain(chance.of(['run', 'run/a.thalweg', 'missing/b', 'file', '.']));
  return plain(chance.of(chance.is(wild) ? strange : words));
}

/** Draws a text of a few characters and signs, for words in features. */
export function drawKey(chance: Chance): string {
  return chance.of(['x', 'y', 'w', 'label', 'b']);
}

const record = (i: number) => ({ x: [i, 2], label: i % 2, y: i % 2, a: i, text: 'one two', at: i });
const records = [0, 1, 2, 3].map(record);

const usualSources: readonly Maker<Observable<unknown>>[] = [
  ['fromIterable(records).pipe(batch(2))', () => (fromIterable(records) as Dataset<object>).pipe(batch(2) as never)],
  ['fromIterable(records)', () => fromIterable(records)],
  ['of(...records)', () => from(records)],
  [
    'fromColumns({ x, y })',
    () =>
      fromColumns({
        x: [
          [1, 2],
          [3, 4],
        ] as never,
        y: [0, 1],
      }),
  ],
  ['of({ x: [[1, 2]], label: [1], y: [1], a: 1 })', () => of({ x: [[1, 2]], label: [1], y: [1], a: 1 })],
];

const strangeSources: readonly Maker<Observable<unknown>>[] = [
  ['EMPTY', () => EMPTY],
  ['NEVER', () => NEVER],
  ['throwError(thrown)', () => throwError(() => new Thrown())],
  ['fromIterable([])', () => fromIterable([])],
  ['fromIterable([record])', () => fromIterable([record(1)])],
  ['of({})', () => of({})],
  ['of(1, 2, 3)', () => of(1, 2, 3)],
  ["of('a', '')", () => of('a', '')],
  ['of({ x: [NaN, 1], label: 1, y: NaN })', () => of({ x: [NaN, 1], label: 1, y: NaN })],
  ["of({ x: 'one', label: -1, y: null })", () => of({ x: 'one', label: -1, y: null })],
  [
    'fromIterable(a function that throws)',
    () =>
      fromIterable(() => {
        throw new Thrown();
      }),
  ],
  ['of([1, 2])', () => of([1, 2])],
];

/** Draws a stream of records, of which datasets are some. */
export function drawSource(chance: Chance, { wild }: Manners, isDataset: boolean): Drawn {
  const all = chance.is(wild) ? strangeSources : usualSources;
  const makers = isDataset ? all.filter(([text]) => text.startsWith('from')) : all;
  const [text, make] = chance.of(makers);
  return { value: make(), text };
}

/** Draws a record, or what else may be an item. */
export function drawItem(chance: Chance, { wild }: Manners): Drawn {
  const items = chance.is(wild)
    ? [{}, [], 'one', { x: NaN }, { x: 'one' }, null, -1, [[1], [2, 3]]]
    : [record(1), record(2), { x: 1, y: 2, label: 1 }, 1, 2, [1, 2], 'a'];
  return plain(chance.of<unknown>(items));
}

/** Draws an object with some fields. */
export function drawObject(chance: Chance, { wild }: Manners): Drawn {
  const strange = [{}, { x: NaN }, { x: 'one' }, []];
  return plain(chance.of<unknown>(chance.is(wild) ? strange : [record(1), { x: 1, y: 2, b: 3 }]));
}
