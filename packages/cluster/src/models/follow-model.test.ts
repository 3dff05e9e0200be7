import { batch, fromColumns } from '@thalweg/data';
import { add, input, mul, parameter, read, sum } from '@thalweg/graph';
import { memoryLog, type Log } from '@thalweg/log';
import { accuracy } from '@thalweg/metrics';
import { dense, softmaxCrossEntropy } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { measure, modelState, predictor, restore, type Snapshot } from '@thalweg/train';
import { defer, lastValueFrom, Subject, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  followModel,
  modelAt,
  modelPublisher,
  publishModel,
  rollBack,
  type FollowedModel,
  type FollowModelOptions,
} from '../index.ts';
import { aLine } from '../testing/a-line.ts';
import { damagingLog } from '../testing/faulty-log.ts';

/** Follows the line of a log, and keeps what came. */
function following(log: Log, options?: (line: ReturnType<typeof aLine>) => FollowModelOptions) {
  const line = aLine(0);
  const seen: FollowedModel[] = [];
  const errors: unknown[] = [];
  const subscription = followModel(log, 'line', line.parts, options?.(line)).subscribe({
    next: one => seen.push(one),
    error: error => errors.push(error),
  });
  return { ...line, seen, errors, subscription, predict: predictor(line.prediction) };
}

/** Publishes lines of these slopes, each when the one before was taken in. */
async function publishSlopes(log: Log, slopes: readonly number[], seen: readonly FollowedModel[]): Promise<void> {
  const { slope, parts } = aLine(0);
  const publisher = modelPublisher(log, 'line');
  for (const value of slopes) {
    slope.set(tensor(value));
    const { version } = await publisher.publish(parts);
    await expect.poll(() => seen.at(-1)?.version).toBe(version);
  }
}

const outcomes = (seen: readonly FollowedModel[]): unknown[] =>
  seen.map(({ version, accepted, served, behind, reason }) => [version, accepted, served, behind, reason?.message]);

describe('followModel', () => {
  it('serves what a learner publishes, and gives the same predictions', async () => {
    const log = memoryLog();
    const learner = aLine(40);
    const { seen, predict, slope } = following(log);
    await lastValueFrom(learner.steps$.pipe(publishModel(log, 'line', learner.parts, { everySteps: 5 })));
    await expect.poll(() => read(slope).item()).toBe(read(learner.slope).item());
    expect(predict({ x: 2 })).toBe(predictor(learner.prediction)({ x: 2 }));
    expect(seen.every(({ accepted, behind }) => accepted && behind >= 0)).toBe(true);
    expect(seen.at(-1)).toMatchObject({ accepted: true, behind: 0 });
    expect(seen.at(-1)!.staleness).toBeLessThan(60_000);
  });

  it('predicts with one version, wholly, however often versions change', async () => {
    const log = memoryLog();
    const build = () => {
      const [a, b] = [parameter(new Float32Array(3000), { name: 'a' }), parameter(new Float32Array(3000), { name: 'b' })];
      return { a, b, difference: add(sum(mul(a, input('x', []))), sum(b)) };
    };
    const [learner, server] = [build(), build()];
    const publisher = modelPublisher(log, 'pair');
    const versions: number[] = [];
    followModel(log, 'pair', { model: modelState(server.difference) }).subscribe(({ version }) => versions.push(version));
    const predict = predictor(server.difference);
    let predictions = 0;
    let going = true;
    const serve = async (): Promise<void> => {
      for (; going; predictions++) {
        expect(predict({ x: -1 })).toBe(0);
        await new Promise(resolve => setImmediate(resolve));
      }
    };
    const serving = serve();
    for (let version = 1; version <= 40; version++) {
      const value = tensor(new Float32Array(3000).fill(version));
      learner.a.set(value);
      learner.b.set(value);
      await publisher.publish({ model: modelState(learner.difference) });
    }
    await expect.poll(() => versions.at(-1)).toBe(40);
    going = false;
    await serving;
    expect(predictions).toBeGreaterThan(0);
    expect(read(server.a).data[0]).toBe(40);
  }); // prettier-ignore

  it('refuses a version that is not finite, and serves the next good one', async () => {
    const log = memoryLog();
    const { seen, slope } = following(log);
    await publishSlopes(log, [1, NaN, 2], seen);
    expect(outcomes(seen)).toEqual([
      [1, true, 1, 0, undefined],
      [2, false, 1, 1, expect.stringContaining("followModel: 'slope' of a version must be finite, got NaN at 0")],
      [3, true, 3, 0, undefined],
    ]);
    expect(read(slope).item()).toBe(2);
  });

  it('refuses a version with other names, shapes or parts', async () => {
    const log = memoryLog();
    const { seen, slope } = following(log);
    await publishSlopes(log, [5], seen);
    const publisher = modelPublisher(log, 'line');
    const others = [
      { model: modelState(parameter(1, { name: 'gradient' })) },
      { model: modelState(parameter([1, 2], { name: 'slope' })) },
      { other: modelState(parameter(1, { name: 'slope' })) },
    ];
    for (const parts of others) {
      const { version } = await publisher.publish(parts);
      await expect.poll(() => seen.at(-1)!.version).toBe(version);
    }
    expect(seen.map(({ reason }) => reason?.message)).toEqual([
      undefined,
      expect.stringContaining("a state must have a tensor 'slope', got one with gradient"),
      expect.stringContaining("'slope' must be float32 [], got float32 [2]"),
      expect.stringContaining('the parts must be those of the snapshot, got model for other'),
    ]);
    expect(seen.at(-1)).toMatchObject({ served: 1, behind: 3 });
    expect(read(slope).item()).toBe(5);
  });

  it('refuses a damaged version', async () => {
    const log = memoryLog();
    const { seen, slope } = following(log);
    await publishSlopes(damagingLog(log, { stored: number => number === 2 }), [1, 2, 3], seen);
    expect(seen.map(({ accepted }) => accepted)).toEqual([true, false, true]);
    expect(seen[1]!.reason).toMatchObject({ reason: 'damaged' });
    expect(read(slope).item()).toBe(3);
  });

  it('refuses a version that is too bad on the canary records, without disturbing what is served', async () => {
    const log = memoryLog();
    let during: number[] = [];
    const { seen, slope } = following(log, line => {
      const predict = predictor(line.prediction);
      const points = fromColumns({ x: [1, 2, 3], y: [3, 6, 9] }).pipe(tap(() => during.push(predict({ x: 1 }))));
      return { canary: { records: points, metric: line.loss, worse: 0.5 } };
    });
    await publishSlopes(log, [2, 1, 2.5, 3.3, 3, 3.5, 2.9], seen);
    // The loss is the mean of ((slope − 3)·x)², so 14 ∕ 3·(slope − 3)².
    expect(seen.map(({ accepted }) => accepted)).toEqual([true, false, true, true, true, false, true]);
    expect(seen[1]!.reason!.message).toMatch(
      /followModel: a version must have a metric of at most 5\.16\d* on the canary records, got 18\.6\d*\. Look/,
    );
    expect(read(slope).item()).toBeCloseTo(2.9, 6);
    during = [...new Set(during.map(value => Math.round(10 * value) / 10))];
    expect(during.sort()).toEqual([0, 2, 2.5, 3, 3.3]);
  });

  it('holds versions to a measure with an absolute limit', async () => {
    const log = memoryLog();
    const build = () => {
      const [x, label] = [input('x', ['batch', 2]), input('label', ['batch'], 'int32')];
      const logits = x.pipe(dense(2));
      return { logits, label, loss: logits.pipe(softmaxCrossEntropy(label)) };
    };
    const data = fromColumns({ x: { data: [1, 0, 0, 1, 2, 1, 1, 2], shape: [2] }, label: Int32Array.of(0, 1, 0, 1) }).pipe(batch(4));
    const [learner, server] = [build(), build()];
    const model = modelState(learner.logits);
    const seen: boolean[] = [];
    const metric = server.logits.pipe(measure(accuracy(), server.label));
    followModel(log, 'm', { model: modelState(server.logits) }, {
      canary: { records: data, metric, mode: 'max', limit: 0.9 },
    }).subscribe(({ accepted }) => seen.push(accepted));
    const publisher = modelPublisher(log, 'm');
    for (const weights of [[[-1, 1], [1, -1]], [[1, -1], [-1, 1]]]) {
      restore({ model }, snapshotWith(model.save().tensors, weights));
      const count = seen.length;
      await publisher.publish({ model });
      await expect.poll(() => seen.length).toBe(count + 1);
    }
    expect(seen).toEqual([false, true]);
  }); // prettier-ignore

  it('refuses what a check of your own refuses, also later', async () => {
    const log = memoryLog();
    const { seen, slope } = following(log, () => ({
      check: ({ parts }) => Promise.resolve(parts['model']!.tensors['slope']!.item() === 2 ? 'two is odd' : undefined),
    }));
    await publishSlopes(log, [1, 2], seen);
    expect(seen[1]!.reason!.message).toContain('followModel: a version must pass check, got two is odd');
    expect(read(slope).item()).toBe(1);
  });

  it('takes only the newest of the versions that come while one is checked', async () => {
    const log = memoryLog();
    const gate = new Subject<void>();
    const { seen } = following(log, () => ({
      check: () => new Promise(resolve => gate.subscribe(() => resolve(undefined))),
    }));
    const { slope, parts } = aLine(0);
    const publisher = modelPublisher(log, 'line');
    for (const value of [1, 2, 3]) {
      slope.set(tensor(value));
      await publisher.publish(parts);
      await expect.poll(() => gate.observed).toBe(true);
    }
    await expect
      .poll(() => (gate.next(), outcomes(seen)))
      .toEqual([
        [1, true, 1, 2, undefined],
        [3, true, 3, 0, undefined],
      ]);
  });

  it('restores nothing after the subscriber has left, and then holds on to nothing', async () => {
    const log = memoryLog();
    const gate = new Subject<void>();
    const { slope, seen, subscription } = following(log, () => ({
      check: () => new Promise(resolve => gate.subscribe(() => resolve(undefined))),
    }));
    const learner = aLine(0);
    learner.slope.set(tensor(4));
    await modelPublisher(log, 'line').publish(learner.parts);
    await expect.poll(() => gate.observed).toBe(true);
    subscription.unsubscribe();
    gate.next();
    await new Promise(resolve => setImmediate(resolve));
    expect([read(slope).item(), seen]).toEqual([0, []]);
  });

  it('goes back with a roll back, and a learner can go on from there', async () => {
    const log = memoryLog();
    const { seen, slope } = following(log);
    await publishSlopes(log, [1, 2, 3], seen);
    const { version } = await rollBack(log, 'line', { to: 1 });
    await expect.poll(() => seen.at(-1)!.version).toBe(version);
    expect(read(slope).item()).toBe(1);
    const learner = aLine(2);
    restore(learner.parts, (await modelAt(log, 'line', version)).snapshot);
    expect(read(learner.slope).item()).toBe(1);
  });

  it('ends with the errors of the log, of the canary records and of a check', async () => {
    const broken = (): Promise<never> => Promise.reject(new Error('broken'));
    const empty = fromColumns({ x: [], y: [] });
    const options: ((line: ReturnType<typeof aLine>) => FollowModelOptions)[] = [
      () => ({ check: broken }),
      ({ loss }) => ({ canary: { records: empty, metric: loss, limit: 1 } }),
      ({ loss }) => ({ canary: { records: defer(broken), metric: loss, limit: 1 } }),
    ];
    for (const one of options) {
      const log = memoryLog();
      const { errors } = following(log, one);
      await modelPublisher(log, 'line').publish(aLine(0).parts);
      await expect.poll(() => errors.length).toBe(1);
      expect(String(errors[0])).toMatch(/broken|there must be canary records/);
    }
  });

  it('refuses options that cannot be', () => {
    const log = memoryLog();
    const { parts, loss } = aLine(0);
    const records = fromColumns({ x: [1], y: [3] });
    const follow = (options: object): unknown => followModel(log, 'line', parts, options);
    expect(() => followModel(log, ' ', parts)).toThrow('followModel: a topic must be words');
    expect(() => follow({ canary: { records, metric: loss } })).toThrow('canary: it must have worse or limit');
    expect(() => follow({ canary: { records: [1], metric: loss, limit: 1 } })).toThrow('its records must be a dataset');
    expect(() => follow({ canary: { records, metric: loss, limit: NaN } })).toThrow('worse and limit must be numbers');
    expect(() => follow({ canary: { records, metric: loss, limit: 1, mode: 'low' } })).toThrow('mode');
    expect(() => follow({ check: 3 })).toThrow('check');
    expect(() => follow({ chek: 3 })).toThrow('check');
  });
});

/** The state of a dense layer with other weights and no bias. */
function snapshotWith(tensors: Snapshot['parts'][string]['tensors'], weights: number[][]): Snapshot {
  const names = Object.keys(tensors);
  const weight = names.find(name => name.includes('weight'))!;
  return { version: 1, parts: { model: { tensors: { ...tensors, [weight]: tensor(weights) }, values: {} } } };
}
