import { refute, refuteAsync } from '@thalweg/drawn';
import { KeptState, stateful } from '@thalweg/online';
import { ContractError, tensor } from '@thalweg/tensor';
import type { Savable, Saved } from '@thalweg/train';
import { defaultIfEmpty, map, startWith, tap } from 'rxjs';
import { describe, it } from 'vitest';
import type { Operator } from '../operators/laws/operator-row.ts';
import { givesOf, learnsNothingOfNothing, refusesAndGoesOn, takesFurtherFields } from './laws/edges.ts';
import { staysWithinItsBound } from './laws/memory.ts';
import { readingNeverLearns } from './laws/reading.ts';
import { goesOnAsIfUnbroken, leavesWhatItSaved, unbroken } from './laws/resume.ts';
import type { Learner, OnlineRow } from './laws/online-row.ts';

interface Item {
  readonly x: number;
}

interface Sums {
  count: number;
  readonly sums: Float64Array;
}

const initial = (): Sums => ({ count: 0, sums: new Float64Array(4) });

function add(state: Sums, x: number): number {
  return (state.sums[state.count++ % 4]! += x);
}

/** Adds numbers up, in four sums; `reading` tells one and adds nothing. Doubles of it differ in some way. */
function summing(
  change: Partial<Learner<Item>> | ((state: KeptState<Sums>) => Partial<Learner<Item>>) = {},
): Learner<Item> {
  const state = new KeptState({ name: 'summing', initial });
  const own: Learner<Item> = {
    operator: map(item => ({ ...item, sum: add(state.now, checked(item).x) })),
    parts: { state },
    readings: { reading: map(item => ({ ...item, sum: state.now.sums[state.now.count % 4] })) },
  };
  return { ...own, ...(typeof change === 'function' ? change(state) : change) };
}

function checked(item: Item): Item {
  if (Number.isNaN(item.x)) throw new ContractError('summing', 'x must be a number', 'NaN', 'Leave it out.');
  return item;
}

const row = (make: () => Learner<Item> = summing, parts: Partial<OnlineRow<Item>> = {}): OnlineRow<Item> => ({
  name: 'summing',
  make,
  item: number => ({ x: number }),
  bound: 400,
  ...parts,
});

const double = (operator: (state: KeptState<Sums>) => Operator<Item>): OnlineRow<Item> =>
  row(() => summing(state => ({ operator: operator(state) })));

const goesOn = async (row: OnlineRow<Item>, cuts: readonly number[]): Promise<void> =>
  goesOnAsIfUnbroken(row, cuts, await unbroken(row, 20));

describe('the laws of what learns hold for one that adds up, and fail on a double that', () => {
  it('does not keep all that it goes on with', async () => {
    await goesOn(row(), [7, 3]);
    const hidden = row(() => {
      let before = 0;
      return summing({ operator: map(({ x }) => before + (before = x)) });
    });
    await refuteAsync(() => goesOn(hidden, [7]));
    // With the very first item there is nothing to lose yet.
    await goesOn(hidden, [0]);
  });

  it('begins each subscription anew', async () => {
    const forgets = double(state => source => {
      state.now = initial();
      return source.pipe(map(({ x }) => add(state.now, x)));
    });
    await refuteAsync(() => goesOn(forgets, [7]));
  });

  it('keeps less than a float64 of a number', async () => {
    const rounds = row(() =>
      summing(state => ({
        operator: map(({ x }) => add(state.now, x / 3)),
        parts: { state: withSaved(state, () => state.now.sums.set(Float32Array.from(state.now.sums))) },
      })),
    );
    await refuteAsync(() => goesOn(rounds, [7]));
  });

  it('hands out what it goes on writing, or moves when it is saved', () => {
    leavesWhatItSaved(row());
    const alias = row(() =>
      summing(state => {
        const save = (): Saved => ({ tensors: { sums: tensor(state.now.sums) }, values: {} });
        return { parts: { state: { save, prepare: () => () => {} } } };
      }),
    );
    refute(() => leavesWhatItSaved(alias));
    const moves = row(() => summing(state => ({ parts: { state: withSaved(state, () => add(state.now, 1)) } })));
    refute(() => leavesWhatItSaved(moves));
  });

  it('keeps something of each item, or says that it keeps far more than it does', () => {
    staysWithinItsBound(row());
    refute(() => staysWithinItsBound(row(summing, { bound: 10_000 })));
    const all = row(() => {
      const operator = stateful({
        name: 'all',
        initial: () => ({ items: [] as number[] }),
        step: (state, { x }: Item) => state.items.push(x),
      });
      return { operator, parts: { operator } };
    });
    refute(() => staysWithinItsBound(all));
  });

  it('makes something of nothing, or learns from it', async () => {
    await learnsNothingOfNothing(row());
    await refuteAsync(() => learnsNothingOfNothing(double(() => defaultIfEmpty<Item, Item>({ x: 0 }))));
    await refuteAsync(() => learnsNothingOfNothing(double(state => source => (add(state.now, 1), source))));
  });

  it('gives something else, or an error', async () => {
    const items = [{ x: 1 }, { x: 2 }];
    const wanted = [
      { x: 1, sum: 1 },
      { x: 2, sum: 2 },
    ];
    await givesOf(row(), [items, wanted]);
    await refuteAsync(() => givesOf(row(), [items, wanted.slice(1)]));
    await refuteAsync(() =>
      givesOf(row(), [
        items,
        [
          { x: 1, sum: 1.000001 },
          { x: 2, sum: 2 },
        ],
      ]),
    );
    await refuteAsync(() => givesOf(row(), [[...items, { x: NaN }], wanted]));
  });

  it('learns when it is looked at, in its state or beside it', () => {
    const reading = ({ readings }: Learner<Item>): Operator<Item> => readings!['reading']!;
    readingNeverLearns(row(), reading);
    const learning = row(() => summing(state => ({ readings: { reading: map(({ x }) => add(state.now, x)) } })));
    refute(() => readingNeverLearns(learning, reading));
    const beside = row(() => {
      let looks = 0;
      return summing({ operator: map(({ x }) => x + looks), readings: { reading: tap(() => looks++) } });
    });
    refute(() => readingNeverLearns(beside, reading));
  });

  it('has nothing to look at', () => {
    const blind = row(() => summing({ readings: { reading: source => source.pipe(map(() => 0), tap({ next: () => { throw new Error('blind'); } })) } })); // prettier-ignore
    refute(() => readingNeverLearns(blind, ({ readings }) => readings!['reading']!));
  });

  it('takes what it should refuse, or refuses it when it has counted it, or in other words', () => {
    refusesAndGoesOn(row(), { x: NaN });
    refute(() => refusesAndGoesOn(row(), { x: 3 }));
    const late = double(state => map(item => [add(state.now, 1), checked(item)]));
    refute(() => refusesAndGoesOn(late, { x: NaN }));
    const other = double(() => tap(({ x }) => { if (Number.isNaN(x)) throw new Error('x must be a number'); })); // prettier-ignore
    refute(() => refusesAndGoesOn(other, { x: NaN }));
    const beside = row(() => {
      let refused = 0;
      return summing({ operator: map(item => (refused++, checked(item), refused)) });
    });
    refute(() => refusesAndGoesOn(beside, { x: NaN }));
  });

  it('drops further fields, or counts them', () => {
    takesFurtherFields(row(), 'kept');
    refute(() => takesFurtherFields(row(), 'ignored'));
    const drops = double(state => map(({ x }) => ({ x, sum: add(state.now, x) })));
    takesFurtherFields(drops, 'ignored');
    refute(() => takesFurtherFields(drops, 'kept'));
    const counts = double(state => map(item => ({ ...item, sum: add(state.now, Object.keys(item).length) })));
    refute(() => takesFurtherFields(counts, 'kept'));
    refute(() =>
      takesFurtherFields(
        double(() => startWith({ x: 1 })),
        'kept',
      ),
    );
  });
});

/** A part that does something more before it is saved. */
function withSaved(state: KeptState<Sums>, before: () => void): Savable {
  const save = (): Saved => {
    before();
    return state.save();
  };
  return { save, prepare: saved => state.prepare(saved) };
}
