import { ContractError, key } from '@thalweg/tensor';
import { restore, snapshot } from '@thalweg/train';
import fc from 'fast-check';
import { Subject } from 'rxjs';
import { describe, expect, it, test } from 'vitest';
import { adwin } from './adwin.ts';
import { ddm } from './ddm.ts';
import type { Detector } from './detector.ts';
import type { Direction } from './direction.ts';
import { drift } from './drift.ts';
import { eddm } from './eddm.ts';
import { hddmA } from './hddm-a.ts';
import { hddmW } from './hddm-w.ts';
import { kswin } from './kswin.ts';
import { pageHinkley } from './page-hinkley.ts';
import { indexSampler } from '../statistics/samples.ts';
import { shiftingBernoulli } from './shifting-bernoulli.ts';
import { shiftingNormal } from './shifting-normal.ts';

const changing = Array.from(
  shiftingBernoulli({ seed: 5, length: 3000, levels: [0.1, 0.9, 0.1, 0.9], changes: [900, 1600, 2300] }),
);

const outside: Record<string, readonly number[]> = {
  bits: [NaN, 0.5, 2, -1, Infinity],
  fractions: [NaN, -0.01, 1.01, Infinity],
  finite: [NaN, Infinity, -Infinity],
};

const both = { direction: 'both' } as const;

const any = <S extends object>(detector: Detector<S>): Detector<object> => detector as unknown as Detector<object>;

const detectors = [
  { make: () => any(adwin()), takes: 'fractions' },
  { make: () => any(ddm()), takes: 'bits' },
  { make: () => any(eddm()), takes: 'bits' },
  { make: () => any(hddmA(both)), takes: 'fractions' },
  { make: () => any(hddmW(both)), takes: 'fractions' },
  { make: () => any(kswin({ alpha: 1e-4, seed: 3 })), takes: 'finite' },
  { make: () => any(pageHinkley(both)), takes: 'finite' },
].map(({ make, takes }) => ({ name: make().name, make, takes }));

/** Numbers in a state, its arrays' elements among them. */
const sizeOf = (state: unknown): number =>
  typeof state !== 'object' || state === null
    ? 1
    : ArrayBuffer.isView(state)
      ? (state as Float64Array).length
      : Object.values(state).reduce<number>((sum, part) => sum + sizeOf(part), 0);

describe.each(detectors)('$name', ({ make, takes }) => {
  it('sees that a rate goes up and down, and not before', () => {
    const { initial, step } = make();
    const state = initial();
    const drifts = changing.flatMap((value, i) => (step(state, value) === 'drift' ? [i] : []));
    expect(drifts.find(at => at >= 900)).toBeLessThan(1200);
    expect(drifts.find(at => at >= 2300)).toBeLessThan(2600);
  });

  it('refuses values that it does not take, and is as it was', () => {
    const { name, initial, step } = make();
    const [state, same] = [initial(), initial()];
    changing.slice(0, 950).forEach((value, i) => {
      if (i % 50 === 0)
        for (const refused of outside[takes]!) {
          expect(() => step(state, refused)).toThrow(ContractError);
          expect(() => step(state, refused)).toThrow(new RegExp(`^${name}: each value must be .*got ${refused}\\.`));
        }
      expect(step(state, value)).toBe(step(same, value));
    });
    expect(state).toEqual(same);
  });

  it('takes −0 for 0, and is stable after one value', () => {
    const { initial, step } = make();
    for (const first of [0, -0, 1]) expect(step(initial(), first)).toBe('stable');
    const [positive, negative] = [initial(), initial()];
    for (const value of changing) expect(step(negative, value === 0 ? -0 : 1)).toBe(step(positive, value));
  });

  it('is never moved by a constant', () => {
    const { initial, step } = make();
    for (const constant of [0, 1]) {
      const state = initial();
      for (let i = 0; i < 3000; i++) expect(step(state, constant)).toBe('stable');
    }
  });

  it('goes on with the same bits from a state that was kept and put back', () => {
    const [whole, first, second] = [drift(make()), drift(make()), drift(make())];
    const run = (operator: typeof whole, values: readonly number[]): unknown[] => {
      const source = new Subject<number>();
      const alarms: unknown[] = [];
      source.pipe(operator).subscribe(alarm => alarms.push(alarm));
      for (const value of values) source.next(value);
      return alarms;
    };
    const expected = run(whole, changing);
    for (const cut of [0, 1, 77, 933, 1700]) {
      restore({ first }, snapshot({ first: drift(make()) }));
      const before = run(first, changing.slice(0, cut));
      restore({ second }, snapshot({ second: first }));
      expect([...before, ...run(second, changing.slice(cut))]).toEqual(expected);
      expect(second.save()).toEqual(whole.save());
    }
    expect(expected.length).toBeGreaterThan(0);
  });

  it('keeps no more after 100,000 values than its bound', () => {
    const { name, initial, step } = make();
    const state = initial();
    for (let i = 0; i < 100_000; i++) step(state, i % 7 === 0 ? 1 : 0);
    // adwin: rows of 6 buckets with 2 numbers and a count, log₂(100,000/5) of them, rounded up, and one to spare.
    expect(sizeOf(state)).toBeLessThanOrEqual(name === 'adwin' ? 16 * 13 + 2 : name === 'kswin' ? 103 : 14);
  });
});

test.each([
  [() => adwin({ delta: 1 }), 'adwin: delta must lie between 0 and 1, got 1. Try 0.002.'],
  [() => adwin({ buckets: 0 }), 'adwin: buckets must be a whole number of at least 1, got 0.'],
  [() => adwin({ every: 0.5 }), 'adwin: every must be a whole number of at least 1, got 0.5.'],
  [() => adwin({ least: 0 }), 'adwin: least must be a whole number of at least 1, got 0.'],
  [() => adwin({ range: [1, 1] }), 'adwin: range must be from a number to a greater one, got [1, 1]. Try [0, 1].'],
  [() => adwin({ range: [0, NaN] }), 'adwin: range must be'],
  [() => adwin({ range: [-Infinity, 0] }), 'adwin: range must be'],
  [
    () => adwin({ direction: 'left' as 'up' }),
    "adwin: direction: it must be a known name, got 'left'. Choose from 'up', 'down', 'both'.",
  ],
  [() => ddm({ drift: -1 }), 'ddm: drift must be finite and at least 0, got -1. Try 3.'],
  [() => ddm({ warning: 4 }), 'ddm: warning must be at most drift, got 4 and 3.'],
  [() => ddm({ warmUp: 1.5 }), 'ddm: warmUp must be a whole number of at least 0, got 1.5.'],
  [() => eddm({ drift: 1 }), 'eddm: drift must lie between 0 and 1, got 1. Try 0.9.'],
  [() => eddm({ warning: 0.8 }), 'eddm: warning must be at least drift, got 0.8 and 0.9.'],
  [() => hddmA({ drift: 0 }), 'hddmA: drift must lie between 0 and 1, got 0. Try 0.001.'],
  [() => hddmA({ warning: 0.0001 }), 'hddmA: warning must be at least drift, got 0.0001 and 0.001.'],
  [() => hddmW({ lambda: NaN }), 'hddmW: lambda must lie between 0 and 1, got NaN. Try 0.05.'],
  [() => kswin({ alpha: 0 }), 'kswin: alpha must lie between 0 and 1, got 0. Try 0.005.'],
  [() => kswin({ window: 59 }), 'kswin: window must be at least twice newest, got 59 and 30.'],
  [() => kswin({ seed: 0.5 }), 'key: the seed must be a safe integer, got 0.5.'],
  [() => pageHinkley({ threshold: Infinity }), 'pageHinkley: threshold must be finite and at least 0, got Infinity.'],
  [() => pageHinkley({ tolerance: -1 }), 'pageHinkley: tolerance must be finite and at least 0, got -1. Try 0.005.'],
])('options that say nothing are refused: %#', (make, message) => {
  expect(make).toThrow(ContractError);
  expect(make).toThrow(message);
});

test('draws different indices, each set equally often (chi-square)', () => {
  const sample = indexSampler(key(7), 5, 2);
  const sets = new Map<string, number>();
  for (let counter = 0; counter < 5000; counter++) {
    const [a, b] = Array.from(sample(counter)).sort();
    expect(a).not.toBe(b);
    sets.set(`${a} ${b}`, (sets.get(`${a} ${b}`) ?? 0) + 1);
  }
  expect(sets.size).toBe(10);
  // 9 degrees of freedom: the 99.9 % quantile is 27.9.
  expect([...sets.values()].reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0)).toBeLessThan(27.9);
});

test('a set depends on nothing but the key and the counter', () => {
  const [one, other] = [indexSampler(key(7), 70, 30), indexSampler(key(7), 70, 30)];
  const expected = Array.from(one(2 ** 32 + 3));
  other(0);
  expect(Array.from(other(2 ** 32 + 3))).toEqual(expected);
  expect(Array.from(other(3))).not.toEqual(expected);
  expect(new Set(Array.from(indexSampler(key(1), 30, 30)(0))).size).toBe(30);
});

const opposite = { up: 'down', down: 'up', both: 'both' } as const;

/** Detectors on values from −1 to 1, by the direction. */
const directed: Record<string, (direction: Direction) => Detector<object>> = {
  adwin: direction => ofAnyState(adwin({ direction, range: [-1, 1], every: 1 })),
  hddmA: direction => scaled(hddmA({ direction })),
  hddmW: direction => scaled(hddmW({ direction })),
  pageHinkley: direction => ofAnyState(pageHinkley({ direction, threshold: 4 })),
};

function ofAnyState<S extends object>(detector: Detector<S>): Detector<object> {
  return detector as unknown as Detector<object>;
}

function scaled<S extends object>(detector: Detector<S>): Detector<object> {
  return ofAnyState({ ...detector, step: (state, value) => detector.step(state, (value + 1) / 2) });
}

/** Multiples of 1/64 between −1 and 1: negating and scaling them does not round. */
const streams = fc.tuple(fc.nat(), fc.constantFrom(-0.75, 0.75)).map(([seed, level]) => {
  const values = shiftingNormal({ seed, length: 400, levels: [0, level, 0], changes: [150, 300], deviation: 0.2 });
  return Array.from(values, value => Math.max(-1, Math.min(1, Math.round(64 * value) / 64)));
});

for (const [name, make] of Object.entries(directed)) {
  const statuses = (direction: Direction, values: readonly number[]): string[] => {
    const { initial, step } = make(direction);
    const state = initial();
    return values.map(value => step(state, value));
  };

  test(`${name} sees falls as it sees rises`, () =>
    fc.assert(
      fc.property(streams, fc.constantFrom<Direction>('up', 'down', 'both'), (values, direction) => {
        const negated = values.map(value => -value);
        expect(statuses(opposite[direction], negated)).toEqual(statuses(direction, values));
      }),
      { numRuns: 20 },
    ));

  test(`${name} tells changes of its direction and no others`, () => {
    const rising = Array.from({ length: 400 }, (_, i) => (i < 200 ? -1 : 1));
    const falling = rising.map(value => -value);
    for (const direction of ['up', 'both'] as const)
      expect(statuses(direction, rising).indexOf('drift')).toBeGreaterThan(199);
    for (const direction of ['down', 'both'] as const)
      expect(statuses(direction, falling).indexOf('drift')).toBeGreaterThan(199);
    expect(statuses('down', rising)).not.toContain('drift');
    expect(statuses('up', falling)).not.toContain('drift');
  });
}
