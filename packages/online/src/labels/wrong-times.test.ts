import { fc, test } from '@fast-check/vitest';
import { restore, snapshot } from '@thalweg/train';
import { NEVER, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { joinLabels, type JoinLabelsOptions } from './join-labels.ts';
import type { LabelCounts } from './label-counts.ts';

interface Timed {
  readonly id: number;
  readonly at: number;
}
interface Label {
  readonly id: number;
  readonly label: string;
}

const WITHIN = 10;
const DAY = 86_400_000;
const start = 1.7e12;

/** A join of records that tell their time: what came out, the ids of given up records with the id that came then, the counts. */
function joining(options: Partial<JoinLabelsOptions<Timed, Label>> = {}) {
  const [records, labels] = [new Subject<Timed>(), new Subject<Label>()];
  const all = { key: 'id', within: WITHIN, capacity: 1000, time: ({ at }: Timed) => at } as const;
  const join = joinLabels<Timed, Label>(labels, { ...all, otherwise: ({ id }) => ({ id, label: 'none' }), ...options });
  const fates: string[] = [];
  let counts!: LabelCounts;
  let present = NaN;
  join.counts.subscribe(now => (counts = now));
  records.pipe(join).subscribe(({ id, label }) => fates.push(`${id} ${label} at ${present}`));
  return {
    join,
    fates,
    counts: () => counts,
    record: (id: number, at: number) => records.next({ id: (present = id), at }),
    label: (id: number) => labels.next({ id, label: 'own' }),
  };
}

/** The fates of records that come at some times, each with its label so many records later, or none. */
function fatesOf(times: readonly number[], options: Partial<JoinLabelsOptions<Timed, Label>> = {}) {
  const { record, label, ...rest } = joining(options);
  times.forEach((at, i) => {
    record(i, at);
    if (i % 3 === 0 && i >= 3) label(i - 3);
  });
  return rest;
}

/** Steady times: some units apart, and out of order by less than that. */
const steady = fc
  .array(fc.tuple(fc.nat(4), fc.nat(8)), { minLength: 20, maxLength: 60 })
  .map(steps =>
    steps.reduce<number[]>((all, [by, back]) => [...all, (all.at(-1) ?? start) + by + (back === 8 ? -1 : 0)], []),
  );
const far = fc.oneof(
  fc.constantFrom(Infinity, 1e300, 253_402_300_799_999),
  fc.integer({ min: 100, max: DAY }).map(by => start + 240 + by),
);

describe('a time far ahead', () => {
  it('disables the limit of waiting for no other record, and is counted', () => {
    const { record, counts } = joining();
    [0, 2, 4].forEach((at, id) => record(id, start + at));
    record(3, start + DAY);
    for (let id = 4; id < 50; id++) record(id, start + 2 * id);
    expect(counts()).toMatchObject({ farAhead: 1, missing: 44, waitingRecords: 6 });
  });

  test.prop([steady, far, fc.nat(60)])('leaves every record the fate that it has without it', (times, wrong, place) => {
    const at = 1 + (place % (times.length - 1));
    const told = times.map((time, i) => (i === at ? wrong : time));
    // As told by a record that comes at the time of the latest before it.
    const meant = times.map((time, i) => (i === at ? Math.max(...times.slice(0, at)) : time));
    const found = fatesOf(told);
    const wanted = fatesOf(meant, { maxJump: Infinity });
    expect(found.fates).toEqual(wanted.fates);
    expect(found.counts()).toEqual({ ...wanted.counts(), farAhead: 1 });
  });

  test.prop([steady, far, far, fc.nat(60), fc.nat(60)])(
    'leaves them their fate in any number that do not follow each other',
    (times, one, other, first, second) => {
      const places = [1 + (first % (times.length - 1)), 1 + (second % (times.length - 1))];
      if (Math.abs(places[0]! - places[1]!) === 1) return;
      const told = times.map((time, i) => (i === places[0] ? one : i === places[1] ? other : time));
      const meant = times.map((time, i) =>
        places.includes(i) ? Math.max(...times.filter((_, j) => j < i && !places.includes(j))) : time,
      );
      expect(fatesOf(told).fates).toEqual(fatesOf(meant, { maxJump: Infinity }).fates);
    },
  );

  it('of the first record lasts until two others agree on another', () => {
    const { record, counts } = joining();
    record(0, start + DAY);
    for (let id = 1; id < 30; id++) record(id, start + 2 * id);
    expect(counts()).toMatchObject({ farAhead: 0, missing: 24, waitingRecords: 6 });
  });

  it('of a few records in a row does no lasting harm', () => {
    for (const burst of [2, 3, 5]) {
      const { record, counts } = joining();
      const times = Array.from({ length: 300 }, (_, id) => start + 2 * id);
      for (let i = 0; i < burst; i++) times[20 + i] = start + DAY;
      times.forEach((at, id) => record(id, at));
      expect(counts()).toMatchObject({ farAhead: 1, waitingRecords: 6 });
    }
  });

  it('is a pause if the next record agrees: it costs one record', () => {
    const { record, label, fates, counts } = joining();
    [0, 2, 4].forEach((at, id) => record(id, start + at));
    record(3, start + DAY);
    expect(counts()).toMatchObject({ farAhead: 1, missing: 0, waitingRecords: 4 });
    record(4, start + DAY + 3);
    expect(fates).toEqual([0, 1, 2, 3].map(id => `${id} none at 4`));
    [5, 6, 7].forEach(id => record(id, start + DAY + id));
    label(4);
    expect(fates.at(-1)).toBe('4 own at 7');
    expect(counts()).toMatchObject({ farAhead: 1, missing: 4, joined: 1 });
  });

  it('moves the clock to the earlier of two that follow each other', () => {
    const { record, counts } = joining();
    record(0, start);
    record(1, start + 1000 * DAY);
    record(2, start + 20);
    expect(counts()).toMatchObject({ missing: 2, waitingRecords: 1 });
    [3, 4, 5].forEach(id => record(id, start + 20 + id));
    expect(counts()).toMatchObject({ farAhead: 1, missing: 2, waitingRecords: 4 });
  });

  it('is every one of a sparse stream, whose clock lags by one record', () => {
    const { record, fates } = joining();
    [0, 1, 2, 3, 4].forEach(id => record(id, start + 60 * id));
    expect(fates).toEqual(['0 none at 2', '1 none at 2', '2 none at 3', '3 none at 4']);
  });

  it('is believed at once where every time is', () => {
    const { record, counts } = joining({ maxJump: Infinity });
    [0, DAY, 2, 4].forEach((at, id) => record(id, start + at));
    expect(counts()).toMatchObject({ farAhead: 0, missing: 1, waitingRecords: 3 });
  });
});

describe('times far behind', () => {
  test.prop([fc.array(fc.boolean(), { minLength: 50, maxLength: 200 }), fc.integer({ min: 100, max: DAY })])(
    'such as those of one of two sources, cost no other record its wait',
    (late, lag) => {
      // Whatever the clock goes by, one of two sources: a label comes three records after its record.
      const times = late.map((isLate, i) => start + i / 4 - (isLate ? lag : 0));
      const { counts } = fatesOf(times);
      const wanted = fatesOf(times, { maxJump: Infinity }).counts();
      expect(counts().joined).toBeGreaterThanOrEqual(wanted.joined - 1);
    },
  );

  it('are counted as of the same time', () => {
    const { record, counts } = joining();
    [0, -DAY, 4, -2 * DAY, 10, 11].forEach((at, id) => record(id, start + at));
    expect(counts()).toMatchObject({ missing: 2, waitingRecords: 4, farAhead: 0 });
  });
});

describe('a clock', () => {
  test.prop([
    fc.array(fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(NaN, Infinity, -Infinity, 1e9, -1e9)), {
      maxLength: 80,
    }),
    fc.nat(80),
    fc.nat(30),
  ])('goes on as if it had not stopped when its state is restored', (times, at, maxJump) => {
    const whole = fatesOf(times, { maxJump });
    const first = joining({ maxJump });
    const second = joining({ maxJump });
    const push = ({ record, label }: typeof first, from: number, to: number): void => {
      for (let i = from; i < Math.min(to, times.length); i++) {
        record(i, times[i]!);
        if (i % 3 === 0 && i >= 3) label(i - 3);
      }
    };
    push(first, 0, at);
    restore({ join: second.join }, snapshot({ join: first.join }));
    push(second, at, times.length);
    expect([...first.fates, ...second.fates]).toEqual(whole.fates);
    expect(second.join.save()).toEqual(whole.join.save());
  });

  it('gives labels that came before the first record their wait', () => {
    const { record, label, fates } = joining();
    label(0);
    record(0, start);
    expect(fates).toEqual(['0 own at 0']);
  });

  it('refuses a jump below 0', () => {
    expect(() => joinLabels(NEVER, { key: 'id' as never, within: 1, capacity: 1, maxJump: -1 })).toThrow(
      'joinLabels: maxJump must be at least 0, got -1. Try 10000.',
    );
  });
});
