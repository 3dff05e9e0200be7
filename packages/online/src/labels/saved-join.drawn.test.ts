import { takenRuns } from '@thalweg/drawn';
import { fc, test } from '@fast-check/vitest';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, StateError, type Saved } from '@thalweg/train';
import { tensor } from '@thalweg/tensor';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { joinLabels, type JoinLabelsOptions } from './join-labels.ts';
import type { LabelCounts } from './label-counts.ts';

type Item = Readonly<Record<string, unknown>>;

function joining(options: Partial<JoinLabelsOptions<Item, Item>> = {}) {
  const [records, labels] = [new Subject<Item>(), new Subject<Item>()];
  const join = joinLabels<Item, Item>(labels, { key: 'id', within: Infinity, capacity: 100_000, ...options });
  const out: Item[] = [];
  const counts = (): LabelCounts => {
    let counts!: LabelCounts;
    join.counts.subscribe(now => (counts = now)).unsubscribe();
    return counts;
  };
  records.pipe(join).subscribe(item => out.push(item));
  return {
    join,
    out,
    counts,
    record: (item: Item) => records.next(item),
    label: (item: Item) => labels.next(item),
  };
}

const stored = (one: ReturnType<typeof joining>) => decodeSnapshot(encodeSnapshot(snapshot({ join: one.join })));

/** A file by the version before records lay in columns. */
const EARLIER = [
  '4AYAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJjaGVja3N1bSI6IjVkNmQ4ODQxODExNzBkNWJlMWYxZGU2MmM4MjIzMzMxN2ZmYjUyZTcwYjM5Ym',
  'IzNTZiOTM5YTFmYmZhYjIzZTgiLCJmb3JtYXQiOiJ0aGFsd2VnIHNuYXBzaG90IiwidmFsdWVzIjoie1wiam9pblwiOntcIm9mXCI6XCJqb2lu',
  'TGFiZWxzXCIsXCJzZXR0aW5nc1wiOntcIndpdGhpblwiOjEwMCxcImNhcGFjaXR5XCI6OH0sXCJzdGF0ZVwiOntcImNsb2NrXCI6MTExNSxcIn',
  'JlY29yZHNcIjp7XCJwbGFjZXNcIjp7XCIkJG1hcFwiOltbMix7XCJpdGVtXCI6e1wiaXRlbVwiOntcImlkXCI6MixcImF0XCI6MTAyMCxcInhc',
  'Ijp7XCIkJGFycmF5XCI6W1wiZmxvYXQzMlwiLDAsMl19LFwic1wiOlwiczJcIixcIm5cIjp7XCIkJG51bWJlclwiOlwiTmFOXCJ9fSxcInNpbm',
  'NlXCI6MTAyMH0sXCJudW1iZXJcIjoyfV0sWzQse1wiaXRlbVwiOntcIml0ZW1cIjp7XCJpZFwiOjQsXCJhdFwiOjEwNDAsXCJ4XCI6e1wiJCRh',
  'cnJheVwiOltcImZsb2F0MzJcIiwyLDJdfSxcInNcIjpcInM0XCIsXCJuXCI6e1wiJCRudW1iZXJcIjpcIk5hTlwifX0sXCJzaW5jZVwiOjEwND',
  'B9LFwibnVtYmVyXCI6NH1dLFs1LHtcIml0ZW1cIjp7XCJpdGVtXCI6e1wiaWRcIjo1LFwiYXRcIjoxMDUwLFwieFwiOntcIiQkYXJyYXlcIjpb',
  'XCJmbG9hdDMyXCIsNCwyXX0sXCJzXCI6XCJzNVwiLFwiblwiOm51bGx9LFwic2luY2VcIjoxMDUwfSxcIm51bWJlclwiOjV9XSxbNix7XCJpdG',
  'VtXCI6e1wiaXRlbVwiOntcImlkXCI6NixcImF0XCI6MTA2MCxcInhcIjp7XCIkJGFycmF5XCI6W1wiZmxvYXQzMlwiLDYsMl19LFwic1wiOlwi',
  'czZcIixcIm5cIjp7XCIkJG51bWJlclwiOlwiTmFOXCJ9fSxcInNpbmNlXCI6MTA2MH0sXCJudW1iZXJcIjo2fV0sWzcse1wiaXRlbVwiOntcIm',
  'l0ZW1cIjp7XCJpZFwiOjcsXCJhdFwiOjExMTUsXCJ4XCI6e1wiJCRhcnJheVwiOltcImZsb2F0MzJcIiw4LDJdfSxcInNcIjpcImxhc3RcIixc',
  'Im5cIjp7XCIkJG51bWJlclwiOlwiLTBcIn19LFwic2luY2VcIjoxMTE1fSxcIm51bWJlclwiOjd9XV19LFwia2V5c1wiOlswLDEsMiwzLDQsNS',
  'w2LDddLFwibnVtYmVyc1wiOlswLDEsMiwzLDQsNSw2LDddLFwiaGVhZFwiOjIsXCJjYW1lXCI6OH0sXCJsYWJlbHNcIjp7XCJwbGFjZXNcIjp7',
  'XCIkJG1hcFwiOltbXCJlYXJseVwiLHtcIml0ZW1cIjp7XCJpdGVtXCI6e1wiaWRcIjpcImVhcmx5XCIsXCJsYWJlbFwiOjAuNX0sXCJzaW5jZV',
  'wiOjEwNjB9LFwibnVtYmVyXCI6MH1dXX0sXCJrZXlzXCI6W1wiZWFybHlcIl0sXCJudW1iZXJzXCI6WzBdLFwiaGVhZFwiOjAsXCJjYW1lXCI6',
  'MX0sXCJkb25lXCI6e1wicGxhY2VzXCI6e1wiJCRtYXBcIjpbWzAse1wiaXRlbVwiOlwiam9pbmVkXCIsXCJudW1iZXJcIjowfV0sWzMse1wiaX',
  'RlbVwiOlwiam9pbmVkXCIsXCJudW1iZXJcIjoxfV0sWzEse1wiaXRlbVwiOlwiZ2l2ZW4gdXBcIixcIm51bWJlclwiOjJ9XV19LFwia2V5c1wi',
  'OlswLDMsMV0sXCJudW1iZXJzXCI6WzAsMSwyXSxcImhlYWRcIjowLFwiY2FtZVwiOjN9LFwiY291bnRzXCI6e1wicmVjb3Jkc1wiOjgsXCJsYW',
  'JlbHNcIjozLFwiam9pbmVkXCI6MixcIm1pc3NpbmdcIjoxLFwiZXZpY3RlZFwiOjAsXCJyZXBlYXRlZFwiOjAsXCJsYXRlXCI6MCxcImR1cGxp',
  'Y2F0ZVwiOjAsXCJ1bm1hdGNoZWRcIjowfX19fSIsInZlcnNpb24iOiIxIn0sImpvaW4vZmxvYXQzMiI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIj',
  'pbMTBdLCJkYXRhX29mZnNldHMiOlswLDQwXX19ICAgICAgIAAAAEAAAADAAACAQAAAgMAAAKBAAACgwAAAwEAAAMDAAAAAAAAAAAA=',
].join('');

describe('the state of a join', () => {
  it('that an earlier version saved is restored', () => {
    const { join, record, label, out, counts } = joining({ within: 100, capacity: 8, time: ({ at }) => at as number });
    const bytes = Uint8Array.from(atob(EARLIER), byte => byte.charCodeAt(0));
    restore({ join }, decodeSnapshot(bytes));
    expect(counts()).toMatchObject({
      records: 8,
      labels: 3,
      joined: 2,
      missing: 1,
      waitingRecords: 5,
      waitingLabels: 1,
    });
    label({ id: 1, label: 1 });
    label({ id: 0, label: 1 });
    label({ id: 6, label: 7 });
    expect(out).toEqual([{ id: 6, at: 1060, x: Float32Array.of(6, -6), s: 's6', n: NaN, label: 7 }]);
    expect(counts()).toMatchObject({ late: 1, duplicate: 1 });
    // The clock goes on from 1115: what came at 1020 expires, and what came at 1040 does not.
    record({ id: 'early', at: 1125 });
    expect(out[1]).toEqual({ id: 'early', at: 1125, label: 0.5 });
    expect(counts()).toMatchObject({ missing: 2, waitingRecords: 3, farAhead: 0 });
  });

  it('is captured without a copy of what waits, and no later arrival changes it', () => {
    const one = joining();
    for (let id = 0; id < 5000; id++) one.record({ id, x: Float32Array.of(id) });
    const first = one.join.save();
    const before = structuredClone(Object.values(first.tensors).map(({ data }) => data));
    for (let id = 0; id < 5000; id += 3) one.label({ id, label: 1 });
    for (let id = 5000; id < 7000; id++) one.record({ id, x: Float32Array.of(id) });
    expect(Object.values(first.tensors).map(({ data }) => data)).toEqual(before);
    const second = one.join.save();
    const buffers = new Set(Object.values(first.tensors).map(({ data }) => data.buffer));
    const shared = Object.values(second.tensors).filter(({ data }) => buffers.has(data.buffer));
    expect(shared.length).toBeGreaterThan(3);
    const other = joining();
    restore({ join: other.join }, { version: 1, parts: { join: first } });
    expect(other.counts()).toMatchObject({ waitingRecords: 5000, joined: 0 });
  });

  test.prop([fc.nat(4000), fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 2, max: 6 }), fc.nat()], {
    numRuns: takenRuns(20),
  })('of thousands of records goes on from a file as if it had not stopped', (at, capacity, rarity, seed) => {
    const options = { capacity, within: 2500 };
    const [whole, first, second] = [joining(options), joining(options), joining(options)];
    // A label of one of the records so far, or a record of one of some kinds.
    const push = (to: typeof whole, from: number, end: number): void => {
      for (let i = from; i < end; i++) {
        const scattered = (Math.imul(i, 0x9e3779b1) ^ seed) >>> 0;
        if (scattered % rarity === 0) to.label({ id: (scattered >>> 8) % (i + 10), label: i });
          else to.record([{ id: i, x: i / 3, s: `s${i % 7}` }, { id: i, y: Int32Array.of(i) }, { id: i, z: [i, { i }] }][i % 3]!); // prettier-ignore
      }
    };
    push(whole, 0, 4000);
    push(first, 0, at);
    restore({ join: second.join }, stored(first));
    push(second, at, 4000);
    expect([...first.out, ...second.out]).toEqual(whole.out);
    expect(second.counts()).toEqual(whole.counts());
    expect(second.join.save()).toEqual(whole.join.save());
  });

  it('keeps records with fields that no file can hold, and says so when it is saved', () => {
    const { join, record, label, out } = joining();
    const when = new Date(5);
    for (let id = 0; id < 3000; id++) record({ id, when });
    label({ id: 7, label: 1 });
    expect(out).toEqual([{ id: 7, when, label: 1 }]);
    expect(() => join.save()).toThrow(/^joinLabels: a state must be of numbers, .* got Date at state\.records\./);
  });

  it('has no memory of records that have left, however long others wait', () => {
    const { join, record, label } = joining({ capacity: 1000 });
    for (let id = 0; id < 100_000; id++) {
      record({ id, x: id });
      if (id % 200 !== 0) label({ id, label: 1 });
    }
    const bytes = Object.values(join.save().tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    // 500 records, and 1000 finished keys of 8 bytes.
    expect(bytes).toBeLessThan(60_000);
  });
});

describe('a damaged state of a join', () => {
  const one = joining();
  for (let id = 0; id < 400; id++)
    one.record({ id: id % 2 === 0 ? id : `k${id}`, x: [1, 'a', id], y: Uint8Array.of(id) });
  for (let id = 0; id < 400; id += 10) one.label({ id, label: 1 });
  const saved = one.join.save();

  /** Restores a state, and lets records and labels come. */
  const goesOn = (damaged: Saved): void => {
    const { join, record, label } = joining();
    try {
      restore({ join }, { version: 1, parts: { join: damaged } });
    } catch (error) {
      expect(error).toBeInstanceOf(StateError);
      return;
    }
    for (let id = 0; id < 400; id += 7) label({ id, label: 1 });
    for (let id = 400; id < 410; id++) record({ id });
  };

  test.prop([fc.nat(), fc.nat(), fc.nat(31)], { numRuns: takenRuns(2000) })(
    'is refused, or is another state: a bit of a column',
    (which, where, bit) => {
      const names = Object.keys(saved.tensors).filter(name => name.startsWith('sealed'));
      const name = names[which % names.length]!;
      const data = saved.tensors[name]!.data.slice();
      data[where % data.length]! ^= 1 << bit;
      goesOn({ ...saved, tensors: { ...saved.tensors, [name]: tensor(data) } });
    },
  );

  it.each([
    ['a column less', (state: Item) => ({ ...state, columns: (state['columns'] as unknown[]).slice(1) })],
    ['a count', (state: Item) => ({ ...state, came: 1 })],
    ['no room', (state: Item) => ({ ...state, room: 0 })],
    ['something else', () => null],
  ])('is refused: %s', (_, change: (state: Item) => unknown) => {
    const state = saved.values['state'] as unknown as Record<string, Item>;
    const values = { ...saved.values, state: { ...state, records: change(state['records']!) } } as Saved['values'];
    const { join } = joining();
    expect(() => restore({ join }, { version: 1, parts: { join: { ...saved, values } } })).toThrow(StateError);
  });
});
