import { Tensor } from '@thalweg/tensor';
import { concat, EMPTY, finalize, from, NEVER, Observable, of, Subject, take as takeStream, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import * as everything from './index.ts';
import { batch, epochs, fromIterable, map, sample, shuffle, take } from './index.ts';

type Operator = (source: Observable<number>) => Observable<unknown>;

interface Row {
  readonly name: string;
  readonly operator: Operator;
  /** What the operator makes of these items. */
  readonly oracle: (items: readonly number[]) => readonly unknown[];
  /** Whether the order of what comes is left to chance. */
  readonly anyOrder?: boolean;
  readonly datasetsOnly?: boolean;
}

const chunks =
  (size: number, full: number) =>
  (items: readonly number[]): unknown[] =>
    items.flatMap((_, at) =>
      at % size === 0 && Math.min(size, items.length - at) >= full ? [items.slice(at, at + size)] : [],
    );
const twice = (items: readonly number[]): number[] => [...items, ...items];
const same = (items: readonly number[]): readonly number[] => items;

const rows: readonly Row[] = [
  { name: 'map', operator: map((x: number) => x * 10), oracle: items => items.map(x => x * 10) },
  { name: 'take', operator: take(3), oracle: items => items.slice(0, 3) },
  { name: 'batch', operator: batch(2), oracle: chunks(2, 1) },
  { name: 'batch dropLast', operator: batch(2, { dropLast: true }), oracle: chunks(2, 2) },
  { name: 'batch Infinity', operator: batch(Infinity), oracle: items => (items.length === 0 ? [] : [items]) },
  { name: 'epochs', operator: epochs(2), oracle: twice },
  { name: 'shuffle', operator: shuffle({ seed: 7 }), oracle: same, anyOrder: true },
  { name: 'shuffle window', operator: shuffle({ seed: 7, window: 2 }), oracle: same, anyOrder: true },
  {
    name: 'sample',
    operator: sample({ withReplacement: false, seed: 7 }) as unknown as Operator,
    oracle: same,
    anyOrder: true,
    datasetsOnly: true,
  },
];

interface Log {
  readonly items: unknown[];
  readonly errors: unknown[];
  completed: number;
}

function record(stream$: Observable<unknown>): Log {
  const log: Log = { items: [], errors: [], completed: 0 };
  stream$.subscribe({
    next: item => log.items.push(plain(item)),
    error: error => log.errors.push(error),
    complete: () => log.completed++,
  });
  return log;
}

const plain = (item: unknown): unknown => (item instanceof Tensor ? item.toArray() : item);
const ordered = (row: Row, items: readonly unknown[]): unknown[] => (row.anyOrder ? [...items].sort() : [...items]);

const broken = new Error('broken');
const origins: Record<string, (items: readonly number[]) => Observable<number>> = {
  'rows of a dataset': items => fromIterable([...items]),
  'a dataset read from front to back': items => fromIterable(() => items),
  'any other observable': items => from(items),
};
const applies = (row: Row, origin: string): boolean => !row.datasetsOnly || origin === 'rows of a dataset';

test('every operator has its row', () => {
  const notOperators = ['DataError', 'Dataset', 'fromColumns', 'fromIterable', 'split', 'stack'];
  const names = Object.keys(everything).filter(name => !notOperators.includes(name));
  expect([...new Set(rows.map(({ name }) => name.split(' ')[0]!))].sort()).toEqual(names.sort());
});

describe.each(rows)('$name', row => {
  const { operator, oracle } = row;
  for (const [origin, make] of Object.entries(origins).filter(([origin]) => applies(row, origin)))
    describe(`on ${origin}`, () => {
      test.each([[[]], [[1]], [[1, 2, 3, 4, 5]]])('gives of %j what it should, and completes once', items => {
        const log = record(operator(make(items)));
        expect(ordered(row, log.items)).toEqual(oracle(items));
        expect(log).toMatchObject({ errors: [], completed: 1 });
      });

      test('gives the same to a second subscriber', () => {
        const stream$ = operator(make([1, 2, 3, 4, 5]));
        expect(record(stream$)).toEqual(record(stream$));
      });

      test('stops when its subscriber has enough', () => {
        const log = record(operator(make([1, 2, 3, 4, 5])).pipe(takeStream(1)));
        expect(log.items).toHaveLength(1);
        expect(log.completed).toBe(1);
      });

      test('gives nothing more to a subscriber that left while it was given an item', () => {
        const seen: unknown[] = [];
        const subscription = operator(make([])).subscribe();
        const stream$ = operator(make([1, 2, 3, 4, 5]));
        subscription.add(stream$.pipe(takeStream(1)).subscribe(item => seen.push(item)));
        expect(seen).toHaveLength(1);
      });
    });

  if (row.datasetsOnly) return;

  test('passes an error of its source on, once', () => {
    for (const source$ of [
      concat(
        of(1),
        throwError(() => broken),
      ),
      fromIterable(function* () {
        yield 1;
        throw broken;
      }),
    ])
      expect(record(operator(source$))).toMatchObject({ errors: [broken], completed: 0 });
  });

  test('waits for a source that never emits, and lets go of it', () => {
    let released = 0;
    const log: unknown[] = [];
    const subscription = operator(NEVER.pipe(finalize(() => released++))).subscribe({
      next: item => log.push(item),
      complete: () => log.push('completed'),
    });
    expect([log, released]).toEqual([[], 0]);
    subscription.unsubscribe();
    expect([log, released]).toEqual([[], 1]);
  });

  test('lets go of its source after completion, error and early leave', () => {
    for (const source$ of [
      EMPTY,
      of(1, 2, 3, 4),
      concat(
        of(1, 2, 3),
        throwError(() => broken),
      ),
    ]) {
      let open = 0;
      const counted$ = new Observable<number>(subscriber => {
        open++;
        subscriber.add(() => open--);
        return source$.subscribe(subscriber);
      });
      record(operator(counted$));
      expect(open).toBe(0);
      record(operator(counted$).pipe(takeStream(1)));
      expect(open).toBe(0);
    }
  });

  test('closes what a dataset holds open after completion, error and early leave', () => {
    for (const fails of [false, true]) {
      let open = 0;
      const source = fromIterable(function* () {
        open++;
        try {
          yield* [1, 2, 3, 4, 5];
          if (fails) throw broken;
        } finally {
          open--;
        }
      });
      record(operator(source));
      record(operator(source).pipe(takeStream(1)));
      expect(open).toBe(0);
    }
  });

  test('keeps the order when its subscriber feeds the source', () => {
    const subject$ = new Subject<number>();
    const items: unknown[] = [];
    operator(subject$).subscribe(item => {
      items.push(plain(item));
      if (items.length === 1) [3, 4].forEach(value => subject$.next(value));
    });
    [1, 2].forEach(value => subject$.next(value));
    subject$.complete();
    expect(items.flat().length).toBeGreaterThan(0);
    expect(new Set(items.flat()).size).toBe(items.flat().length);
  });
});

test('a function that throws gives a stream error', () => {
  const broke = map((x: number): number => {
    if (x === 2) throw broken;
    return x;
  });
  for (const make of Object.values(origins))
    expect(record(broke(make([1, 2, 3])))).toEqual({ items: [1], errors: [broken], completed: 0 });
});

test('operators give datasets of datasets only', () => {
  for (const { operator } of rows.filter(row => !row.datasetsOnly)) {
    expect(operator(fromIterable([1]))).toBeInstanceOf(everything.Dataset);
    expect(operator(of(1))).not.toBeInstanceOf(everything.Dataset);
  }
});
