import { input, type Node, read, square } from '@thalweg/graph';
import { type Log, memoryLog } from '@thalweg/log';
import { sgd } from '@thalweg/optim';
import { modelState, StateError } from '@thalweg/train';
import { BehaviorSubject, filter, firstValueFrom, map, type Subscription } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leadRounds, type LeadRoundsOptions, publishedModel, replayRounds, type RoundRecord } from '../index.ts';
import { expectReplay } from '../testing/run-schedules.ts';
import { runCluster, type Schedule } from '../testing/simulated-cluster.ts';
import { bytesOf, classifier, type Toy } from '../testing/toy.ts';
import { inVirtualTime } from '../testing/virtual-time.ts';
import { watchedLog } from '../testing/faulty-log.ts';
import { filled, weightsOf, WrittenRun } from '../testing/written-run.ts';

let run: WrittenRun;

let leading: Subscription[];

beforeEach(() => {
  run = new WrittenRun();
  leading = [];
});

afterEach(() => {
  for (const one of leading) one.unsubscribe();
});

/** What a leader emits, and its model. */
interface Led {
  readonly toy: Toy;
  readonly records: RoundRecord[];
  readonly end: BehaviorSubject<unknown>;
  readonly subscription: Subscription;
}

function lead(options: Partial<LeadRoundsOptions> = {}, toy = classifier()): Led {
  const records: RoundRecord[] = [];
  const end = new BehaviorSubject<unknown>(undefined);
  const subscription = leadRounds(toy.loss, sgd({ learningRate: 1 }), {
    log: run.log,
    name: run.name,
    ...options,
  }).subscribe({
    next: record => records.push(record),
    error: (error: unknown) => end.next(error),
    complete: () => end.next('complete'),
  });
  leading.push(subscription);
  return { toy, records, end, subscription };
}

/** Waits until the weights of a round are published, and returns the first of them. */
async function published(
  round: number,
  log: Log = run.log,
): Promise<{ first: number; last: unknown; version: number }> {
  const { snapshot, version } = await firstValueFrom(
    publishedModel(log, run.name).pipe(filter(({ snapshot }) => snapshot.parts['round']!.values['round'] === round)),
  );
  const { tensors } = snapshot.parts['model']!;
  return { first: Number(tensors[FIRST]!.data[0]), last: snapshot.parts['round']!.values['last'], version };
}

const firstOf = ({ parameters }: Toy): number => Number(read(parameters[0]!).data[0]);

const FIRST = classifier().parameters[0]!.name;

const start = firstOf(classifier());

describe('leadRounds', () => {
  it('publishes the weights that it starts from', async () => {
    lead();
    expect(await published(0)).toMatchObject({ first: start, last: false });
  });

  it('closes a round when all workers have answered', async () => {
    const { records, toy } = lead({ workers: 2, patience: Infinity });
    await published(0);
    await run.answer('a', 1, { tensors: filled(1) });
    await run.answer('b', 1, { tensors: filled(3) });
    expect((await published(1)).first).toBeCloseTo(start - 2, 5);
    expect(records).toEqual([
      { round: 1, deltas: 2, epoch: 1, counts: expect.objectContaining({ folded: 2, missing: 0 }) },
    ]);
    expect(firstOf(toy)).toBeCloseTo(start - 2, 5);
  });

  it('closes a round without stragglers when its patience ends', async () => {
    const { records } = lead({ workers: 3, patience: 20 });
    await published(0);
    await run.answer('a', 1, { tensors: filled(1) });
    await published(1);
    await run.answer('b', 1, { tensors: filled(1) });
    await run.answer('a', 2, { tensors: filled(1) });
    await published(2);
    expect(records.map(({ deltas }) => deltas)).toEqual([1, 1]);
    expect(records[1]!.counts).toMatchObject({ folded: 2, missing: 4, stale: 1 });
  });

  it('waits for the least number of answers, however long', async () => {
    const { records } = lead({ workers: 3, patience: 1, least: 2 });
    await published(0);
    await run.answer('a', 1, { tensors: filled(1) });
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(records).toEqual([]);
    await run.answer('b', 1, { tensors: filled(1) });
    await published(1);
    expect(records[0]).toMatchObject({ deltas: 2, counts: { missing: 1 } });
  });

  it('takes a refused delta for an answer: the worker waits for the next round too', async () => {
    const { records } = lead({ workers: 2, patience: Infinity });
    await published(0);
    await run.answer('a', 1, { tensors: filled(NaN) });
    await run.answer('b', 1, { tensors: {} });
    expect((await published(1)).first).toBe(start);
    expect(records[0]).toMatchObject({ deltas: 0, counts: { notFinite: 1, misfit: 1 } });
  });

  it('does not wait for workers that have left, until they come again', async () => {
    lead({ workers: 2, patience: Infinity });
    await published(0);
    await run.answer('a', 1, { tensors: filled(1) });
    await run.answer('b', 1, { tensors: filled(1), last: true });
    await published(1);
    await run.answer('a', 2, { tensors: filled(1) });
    await published(2);
    await run.answer('b', 3, { tensors: filled(1) });
    await run.answer('a', 3, { tensors: filled(1) });
    expect((await published(3)).first).toBeCloseTo(start - 3, 5);
  });

  it('ends the run after its rounds, and tells the workers', async () => {
    const { end } = lead({ rounds: 1 });
    await run.answer('a', 1, { tensors: filled(1) });
    expect((await published(1)).last).toBe(true);
    await firstValueFrom(end.pipe(filter(value => value === 'complete')));
    lead({ rounds: 2 });
    await run.answer('a', 2, { tensors: filled(1) });
    expect((await published(2)).last).toBe(true);
  });

  it('continues a run that another leader left, from its last state or from the start', async () => {
    for (const stateEvery of [1, 2, 100]) {
      run = new WrittenRun();
      const first = lead({ leader: 'a', stateEvery });
      for (const round of [1, 2, 3]) {
        await published(round - 1);
        await run.answer('w', round, { tensors: filled(round) });
      }
      await published(3);
      first.subscription.unsubscribe();
      const second = lead({ leader: 'b', stateEvery });
      await run.answer('w', 4, { tensors: filled(1) });
      expect((await published(4)).first).toBeCloseTo(start - 7, 4);
      expect(second.records).toEqual([
        expect.objectContaining({ round: 4, epoch: 2, counts: expect.objectContaining({ folded: 4 }) }),
      ]);
      const again = classifier();
      await replayRounds(again.loss, sgd({ learningRate: 1 }), { log: run.log, name: run.name });
      expect(bytesOf(second.toy.parameters)).toEqual(bytesOf(again.parameters));
    }
  });
});

describe('a leader that takes over', () => {
  it('publishes what was decided, but not published', async () => {
    await run.start();
    await run.close(1, [await run.answer('a', 1, { tensors: filled(1) })]);
    lead();
    expect((await published(1)).first).toBeCloseTo(start - 1, 5);
  });

  it('closes the round that was open', async () => {
    await run.start();
    await run.answer('a', 1, { tensors: filled(1) });
    lead();
    expect((await published(1)).first).toBeCloseTo(start - 1, 5);
  });

  it('starts the run, if the former one only began', async () => {
    await run.decide(1, { kind: 'begin', leader: 'a' });
    lead();
    expect((await published(0)).first).toBe(start);
  });

  it('goes on from the weights that the run started from, not from its own', async () => {
    const other = classifier();
    modelState(other.loss as Node).prepare({ tensors: filled(5), values: {} })();
    await run.decide(1, { kind: 'begin', leader: 'a' });
    await run.decide(1, { kind: 'start', weights: weightsOf(other.loss as Node) });
    lead();
    expect((await published(0)).first).toBe(5);
  });

  it('folds from an older state, if the newest is damaged', async () => {
    await run.start();
    await run.close(1, [await run.answer('a', 1, { tensors: filled(1) })]);
    await run.decide(1, { kind: 'state', sequence: await run.log.append('toy.states', new Uint8Array(500)) });
    lead();
    expect((await published(1)).first).toBeCloseTo(start - 1, 5);
  });

  it('fails if the log knows of a later leader than the election, and takes over when it tries again', async () => {
    await run.decide(2, { kind: 'begin', leader: 'z' });
    const { end } = lead({ leader: 'a', lease: 20 });
    expect(await firstValueFrom(end.pipe(filter(value => value !== undefined)))).toMatchObject({ reason: 'deposed' });
    const again = lead({ leader: 'a', lease: 20 });
    expect((await published(0)).first).toBe(start);
    expect(again.end.value).toBeUndefined();
  });

  it('fails if the run is of another model', async () => {
    await run.start();
    const { end } = lead({}, classifier(7));
    expect(await firstValueFrom(end.pipe(filter(value => value !== undefined)))).toBeInstanceOf(StateError);
  });
});

it('appends a decision again, if its reader finds it damaged, and folds it once', async () => {
  let flips = 0;
  const decisions = new Set<number>();
  const log: Log = {
    append: (topic, bytes, options) => run.log.append(topic, bytes, options),
    swap: (key, expected, bytes) => run.log.swap(key, expected, bytes),
    watch: key => run.log.watch(key),
    read: (topics, from, options) =>
      run.log.read(topics, from, options).pipe(
        map(entry => {
          // The third decision closes the round. The leader, which reads two topics, reads it three times.
          if (entry.topic === 'toy.rounds') decisions.add(entry.sequence);
          const isFlipped = topics.length === 2 && entry.sequence === [...decisions][2] && flips++ < 3;
          return isFlipped ? { ...entry, bytes: entry.bytes.map(byte => byte ^ 1) } : entry;
        }),
      ),
  };
  await inVirtualTime(async until => {
    const { records } = lead({ log });
    void run.answer('a', 1, { tensors: filled(1) });
    expect(await until(() => records.length > 0, 60_000)).toBe(true);
    expect(performance.now()).toBeGreaterThan(1000);
    expect(records[0]).toMatchObject({ round: 1, deltas: 1, counts: { damaged: 1, folded: 1 } });
    expect(flips).toBeGreaterThan(2);
    expect(await replayRounds(classifier().loss, sgd(), { log: run.log, name: run.name })).toMatchObject({ round: 1 });
  });
});

it('unsubscribing releases everything', async () => {
  const { log, open } = watchedLog(memoryLog());
  const { subscription } = lead({ log, workers: 2, patience: 1e6 });
  await published(0, log);
  await expect.poll(() => open()).toBeGreaterThan(0);
  subscription.unsubscribe();
  expect(open()).toBe(0);
});

describe('leadRounds refuses', () => {
  it('what cannot be', () => {
    const { loss } = classifier();
    const how = { log: run.log, name: 'toy' };
    for (const [options, message] of [
      [{ workers: 0 }, 'workers must be a whole number from 1'],
      [{ least: 0.5 }, 'least must be a whole number from 1'],
      [{ rounds: 0 }, 'rounds must be a whole number from 1'],
      [{ stateEvery: 0 }, 'stateEvery must be a whole number from 1'],
      [{ patience: -1 }, 'patience must be milliseconds from 0'],
      [{ lease: 0 }, 'the lease must be milliseconds above 0'],
      [{ name: 'a b' }, 'must be words of letters'],
      [{ wrokers: 2 }, 'workers'],
    ] as const)
      expect(() => leadRounds(loss, sgd(), { ...how, ...options } as LeadRoundsOptions)).toThrow(message);
    expect(() => leadRounds(square(input('x', [])) as Node<readonly []>, sgd(), how)).toThrow(
      'the loss must depend on a parameter',
    );
  });

  it('a second subscription while one is active', async () => {
    const leader$ = leadRounds(classifier().loss, sgd(), { log: run.log, name: 'toy' });
    leading.push(leader$.subscribe());
    await expect(firstValueFrom(leader$)).rejects.toThrow('one subscription at a time');
  });
});

/** Two leaders, the first of which cannot write for long after it began. */
const stalled: Schedule = {
  seed: 1,
  workers: 2,
  leaders: 2,
  rounds: 12,
  every: 2,
  compress: 'none',
  stateEvery: 2,
  patience: 50,
  faults: { delay: 10 },
  kills: [],
  stalls: [{ role: 'leader', index: 0, at: 150, lasts: 500 }],
};

it.each([true, false])(
  'a leader that writes after another one took over decides nothing (log that cannot refuse: %s)',
  async unfenced => {
    const schedule = { ...stalled, faults: { ...stalled.faults, unfenced } };
    const run = await runCluster(schedule);
    const { counts } = await expectReplay(schedule, run);
    expect([...new Set(run.records.map(({ epoch }) => epoch))]).toEqual([1, 2]);
    expect(counts.deposed > 0).toBe(unfenced);
  },
);
