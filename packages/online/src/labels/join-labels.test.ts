import { fc, test } from '@fast-check/vitest';
import { DataError } from '@thalweg/data';
import { restore, snapshot } from '@thalweg/train';
import { from, NEVER, type Observable, of, share, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { joinLabels, type JoinLabelsOptions } from './join-labels.ts';
import type { LabelCounts } from './label-counts.ts';

interface Sale {
  readonly id: number;
  readonly x: number;
}

interface Label {
  readonly id: number;
  readonly label: number;
}

type Arrival = { readonly sale: Sale } | { readonly label: Label };

/** A join of arrivals in their order: what came out, and the counts. */
function joining(options: Partial<JoinLabelsOptions<Sale, Label>> = {}) {
  const [sales, labels] = [new Subject<Sale>(), new Subject<Label>()];
  const join = joinLabels<Sale, Label>(labels, { key: 'id', within: 3, capacity: 100, ...options });
  const out: (Sale & Label)[] = [];
  let counts!: LabelCounts;
  let ended = false;
  join.counts.subscribe(now => (counts = now));
  const subscription = sales.pipe(join).subscribe({
    next: joined => out.push(joined),
    error: () => {},
    complete: () => (ended = true),
  });
  return {
    join,
    out,
    subscription,
    counts: () => counts,
    ended: () => ended,
    sale: (id: number) => sales.next({ id, x: id / 10 }),
    label: (id: number) => labels.next({ id, label: id % 2 }),
    sales,
    labels,
  };
}

describe('joinLabels', () => {
  it('emits a record with the fields of its label when the label comes', () => {
    const { sale, label, out, counts } = joining();
    sale(1);
    sale(2);
    expect(out).toEqual([]);
    label(1);
    expect(out).toEqual([{ id: 1, x: 0.1, label: 1 }]);
    expect(counts()).toMatchObject({ records: 2, labels: 1, joined: 1, waitingRecords: 1, waitingLabels: 0 });
  });

  it('holds a label that comes before its record', () => {
    const { sale, label, out, counts } = joining();
    label(5);
    expect(counts()).toMatchObject({ waitingLabels: 1 });
    sale(5);
    expect(out).toEqual([{ id: 5, x: 0.5, label: 1 }]);
    expect(counts()).toMatchObject({ joined: 1, waitingLabels: 0, waitingRecords: 0 });
  });

  it('gives a record up after so many further records, and counts its label as late', () => {
    const { sale, label, out, counts } = joining({ within: 2 });
    [1, 2, 3].forEach(sale);
    label(1);
    expect(out).toHaveLength(1);
    [4, 5].forEach(sale);
    label(2);
    expect(out).toHaveLength(1);
    expect(counts()).toMatchObject({ joined: 1, missing: 1, late: 1, waitingRecords: 3 });
  });

  it('measures the wait in units of time where records have one, which never goes back', () => {
    const { sale, counts } = joining({ within: 10, time: ({ id }) => id });
    [100, 95, 110].forEach(sale);
    expect(counts()).toMatchObject({ missing: 0, waitingRecords: 3 });
    sale(111);
    expect(counts()).toMatchObject({ missing: 2, waitingRecords: 2 });
  });

  it('learns every record at most once: a second label is a duplicate, a second record repeated', () => {
    const { sale, label, out, counts } = joining();
    sale(1);
    label(1);
    label(1);
    sale(1);
    label(7);
    label(7);
    expect(out).toHaveLength(1);
    expect(counts()).toMatchObject({ joined: 1, duplicate: 2, repeated: 1, waitingLabels: 1 });
  });

  it('gives a label to records whose own never came, if it is told which', () => {
    const { sale, out, counts } = joining({ within: 1, otherwise: ({ id }) => ({ id, label: -1 }) });
    [1, 2, 3].forEach(sale);
    expect(out).toEqual([{ id: 1, x: 0.1, label: -1 }]);
    expect(counts()).toMatchObject({ missing: 1, joined: 0 });
  });

  it('has accounted for everything when what is assumed of a label fails', () => {
    const { sale, counts, sales } = joining({
      within: 1,
      otherwise: () => {
        throw new Error('nothing to assume');
      },
    });
    [1, 2, 3].forEach(sale);
    expect(sales.observed).toBe(false);
    expect(counts()).toMatchObject({ records: 3, missing: 1, waitingRecords: 2 });
  });

  it('lets who waits longest give way when there is no more room', () => {
    const { sale, label, out, counts } = joining({ capacity: 2, within: Infinity });
    sale(1);
    label(9);
    sale(2);
    sale(3);
    expect(counts()).toMatchObject({ evicted: 1, unmatched: 1, waitingRecords: 2, waitingLabels: 0 });
    label(1);
    label(3);
    expect(out).toEqual([{ id: 3, x: 0.3, label: 1 }]);
    expect(counts()).toMatchObject({ late: 1 });
  });

  it('completes when no label can come any more, and then has given up all', () => {
    const { sale, label, sales, labels, ended, counts } = joining();
    [1, 2].forEach(sale);
    sales.complete();
    expect(ended()).toBe(false);
    label(1);
    label(2);
    expect(ended()).toBe(true);
    const other = joining();
    other.sale(1);
    other.labels.complete();
    expect(other.ended()).toBe(false);
    other.sales.complete();
    expect(other.ended()).toBe(true);
    expect(other.counts()).toMatchObject({ missing: 1, waitingRecords: 0 });
    expect(labels.observed || sales.observed || counts().waitingRecords > 0).toBe(false);
  });

  it('finds the records before a label where both come of one source', () => {
    const arrivals = new Subject<{ readonly id: number }>();
    const shared = arrivals.pipe(share());
    const labels = new Subject<Label>();
    shared.subscribe(({ id }) => id > 0 && labels.next({ id: id - 1, label: 1 }));
    const out: number[] = [];
    shared.pipe(joinLabels(labels, { key: 'id', within: 1, capacity: 3 })).subscribe(({ id }) => out.push(id));
    for (let id = 0; id < 5; id++) arrivals.next({ id });
    expect(out).toEqual([0, 1, 2, 3]);
  });

  it('passes on the errors of either stream and of its functions, and lets go of both streams', () => {
    const told: string[] = [];
    const error = ({ message }: Error): void => void told.push(message);
    const options = { key: 'id', within: 1, capacity: 1 } as const;
    NEVER.pipe(
      joinLabels(
        throwError(() => new Error('labels')),
        options,
      ),
    ).subscribe({ error });
    throwError(() => new Error('records'))
      .pipe(joinLabels(NEVER, options))
      .subscribe({ error });
    const key = (): number => {
      throw new Error('key');
    };
    of({ id: 1 })
      .pipe(joinLabels(NEVER, { ...options, key }))
      .subscribe({ error });
    expect(told).toEqual(['labels', 'records', 'key']);
    const { sales, labels, subscription } = joining();
    subscription.unsubscribe();
    expect([sales.observed, labels.observed]).toEqual([false, false]);
  });

  it('refuses limits that mean nothing', () => {
    expect(() => joinLabels(NEVER, { key: 'id' as never, within: -1, capacity: 1 })).toThrow(
      'joinLabels: within must be at least 0, got -1. Try 10000.',
    );
    expect(() => joinLabels(NEVER, { key: 'id' as never, within: 1, capacity: 0 })).toThrow(
      'joinLabels: capacity must be at least 1, got 0. Try 20000.',
    );
  });
});

function arrive({ sales, labels }: Pick<ReturnType<typeof joining>, 'sales' | 'labels'>, one: Arrival): void {
  if ('sale' in one) sales.next(one.sale);
  else labels.next(one.label);
}

/** Late, missing, doubled and early arrivals of a dozen keys. */
const arrivals = fc.array(
  fc.oneof(
    fc.nat(12).map((id): Arrival => ({ sale: { id, x: id } })),
    fc.nat(12).map((id): Arrival => ({ label: { id, label: id } })),
  ),
  { maxLength: 60 },
);

const limits = fc.record({ within: fc.nat(8), capacity: fc.integer({ min: 1, max: 6 }) });

/** What must become of arrivals, by looking through all that was before each time. */
function naive(all: readonly Arrival[], { within, capacity }: { within: number; capacity: number }) {
  let waiting: { kind: 'sale' | 'label'; id: number; since: number }[] = [];
  const done: { id: number; how: 'joined' | 'given up' }[] = [];
  const out: number[] = [];
  const counts = {
    records: 0,
    labels: 0,
    joined: 0,
    missing: 0,
    evicted: 0,
    repeated: 0,
    late: 0,
    duplicate: 0,
    unmatched: 0,
    farAhead: 0,
  };
  const remembered = (id: number) => done.slice(-capacity).find(one => one.id === id)?.how;
  const arrive = (kind: 'sale' | 'label', id: number): void => {
    if (waiting.length >= capacity) {
      const oldest = waiting.reduce((a, b) =>
        b.since < a.since || (b.since === a.since && b.kind === 'sale' && a.kind === 'label') ? b : a,
      );
      waiting = waiting.filter(one => one !== oldest);
      if (oldest.kind === 'sale') {
        counts.evicted++;
        done.push({ id: oldest.id, how: 'given up' });
      } else counts.unmatched++;
    }
    waiting.push({ kind, id, since: Math.max(0, counts.records - 1) });
  };
  const join = (id: number): void => {
    waiting = waiting.filter(one => one.id !== id);
    done.push({ id, how: 'joined' });
    counts.joined++;
    out.push(id);
  };
  for (const arrival of all) {
    if ('sale' in arrival) {
      const { id } = arrival.sale;
      counts.records++;
      const now = counts.records - 1;
      for (const kind of ['sale', 'label'] as const)
        for (const old of waiting.filter(one => one.kind === kind && now - one.since > within)) {
          waiting = waiting.filter(one => one !== old);
          if (kind === 'sale') {
            counts.missing++;
            done.push({ id: old.id, how: 'given up' });
          } else counts.unmatched++;
        }
      if (waiting.some(one => one.kind === 'sale' && one.id === id) || remembered(id) !== undefined) counts.repeated++;
      else if (waiting.some(one => one.id === id)) join(id);
      else arrive('sale', id);
    } else {
      const { id } = arrival.label;
      counts.labels++;
      const how = remembered(id);
      if (waiting.some(one => one.kind === 'sale' && one.id === id)) join(id);
      else if (how === 'given up') counts.late++;
      else if (how === 'joined' || waiting.some(one => one.id === id)) counts.duplicate++;
      else arrive('label', id);
    }
  }
  return { out, counts, waiting };
}

describe('joinLabels, for any order of arrivals', () => {
  test.prop([arrivals, limits])('does what looking through all arrivals would', (all, limits) => {
    const { out, counts, ...to } = joining(limits);
    for (const one of all) arrive(to, one);
    const expected = naive(all, limits);
    expect(out.map(({ id }) => id)).toEqual(expected.out);
    expect(counts()).toMatchObject(expected.counts);
  });

  test.prop([arrivals, limits])('its counts add up, what waits stays within the capacity', (all, limits) => {
    const { counts, ...to } = joining(limits);
    for (const one of all) {
      arrive(to, one);
      const c = counts();
      expect(c.waitingRecords + c.waitingLabels).toBeLessThanOrEqual(limits.capacity);
      expect(c.joined + c.missing + c.evicted + c.repeated + c.waitingRecords).toBe(c.records);
      expect(c.joined + c.late + c.duplicate + c.unmatched + c.waitingLabels).toBe(c.labels);
    }
  });

  test.prop([arrivals, limits, fc.nat(60)])(
    'resumed anywhere, it goes on as if it had not stopped',
    (all, limits, at) => {
      const whole = joining(limits);
      const first = joining(limits);
      const push = (to: typeof whole, part: readonly Arrival[]): void => {
        for (const one of part) arrive(to, one);
      };
      push(whole, all);
      push(first, all.slice(0, at));
      const second = joining(limits);
      restore({ join: second.join }, snapshot({ join: first.join }));
      push(second, all.slice(at));
      expect([...first.out, ...second.out]).toEqual(whole.out);
      expect(second.join.save()).toEqual(whole.join.save());
    },
  );
});

it('takes labels from a stream that pushes at once', () => {
  const out: unknown[] = [];
  from([{ id: 1 }, { id: 2 }])
    .pipe(joinLabels(from([{ id: 2, label: 1 }]), { key: 'id', within: 5, capacity: 5 }))
    .subscribe(joined => out.push(joined));
  expect(out).toEqual([{ id: 2, label: 1 }]);
});

interface Item {
  readonly id?: unknown;
  readonly at?: unknown;
}

function errorOf(record: Item, label: Item, options: object): unknown {
  let found: unknown;
  const joined: Observable<unknown> = of(record).pipe(
    joinLabels<Item, Item>(of(label), { within: 10, capacity: 10, ...options } as JoinLabelsOptions<Item, Item>),
  );
  joined.subscribe({ error: error => (found = error) });
  return found;
}

describe('an item that joinLabels cannot match', () => {
  it.each([
    ['a field that does not exist', { id: 1 }, { id: 1 }, 'idd', "the key 'idd' must be a string or a number, got undefined. Did you mean 'id'?"],
    ['a record without a key', {}, { id: 1 }, 'id', "the key 'id' must be a string or a number, got undefined."],
    ['a label whose key is no name', { id: 1 }, { id: null }, 'id', 'got null'],
    ['a key that is NaN', { id: NaN }, { id: 1 }, () => NaN, 'a key must be a string or a number, got NaN.'],
  ])('%s ends the stream in words', (_, record, label, key, message) => {
    const error = errorOf(record, label, { key });
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toContain(message);
  }); // prettier-ignore

  it('is a record without a time', () => {
    const time = ({ at }: Item): number => at as number;
    expect(errorOf({ id: 1 }, { id: 2 }, { key: 'id', time })).toMatchObject({
      message: 'joinLabels: the time of a record must be a number, got undefined. Check the option time.',
    });
    expect(errorOf({ id: 1, at: 3 }, { id: 2 }, { key: 'id', time })).toBeUndefined();
  });
});
