import { read, type Node } from '@thalweg/graph';
import { LogError } from '@thalweg/log';
import { nesterov, sgd } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { StateError } from '@thalweg/train';
import { beforeEach, describe, expect, it } from 'vitest';
import { replayRounds } from '../index.ts';
import { bytesOf, classifier } from '../testing/toy.ts';
import { filled, weightsOf, WrittenRun } from '../testing/written-run.ts';

let run: WrittenRun;
beforeEach(async () => {
  run = new WrittenRun();
  await run.start();
});

/** Replays what was written, with plain averages. Returns the round, the counts, and how far the weights moved. */
async function replayed(rounds?: number) {
  const toy = classifier();
  const { parameters } = toy;
  const before = parameters.map(one => Number(read(one).data[0]));
  const how = rounds === undefined ? run : { log: run.log, name: run.name, rounds };
  const { round, counts } = await replayRounds(toy.loss, sgd({ learningRate: 1 }), {
    log: how.log,
    name: how.name,
    ...(rounds && { rounds }),
  });
  const moved = parameters.map((one, i) => before[i]! - Number(read(one).data[0]));
  return { round, counts, moved, bytes: bytesOf(parameters) };
}

describe('a round', () => {
  it('moves the weights by the mean of its deltas, weighted by their examples', async () => {
    const a = await run.answer('a', 1, { examples: 1, tensors: filled(0.5) });
    const b = await run.answer('b', 1, { examples: 3, tensors: filled(0.25) });
    await run.close(1, [a, b]);
    const { round, counts, moved } = await replayed();
    expect(round).toBe(1);
    expect(counts).toMatchObject({ folded: 2, stale: 0, duplicates: 0 });
    for (const distance of moved) expect(distance).toBeCloseTo((0.5 + 3 * 0.25) / 4, 6);
  });

  it('takes a step of any optimizer, with the mean as gradient', async () => {
    for (const round of [1, 2]) await run.close(round, [await run.answer('a', round, { tensors: filled(1) })]);
    const { loss, parameters } = classifier();
    const before = Number(read(parameters[0]!).data[0]);
    await replayRounds(loss, nesterov({ learningRate: 0.5, decay: 0.5, learningRateAt: 'outside' }), {
      log: run.log,
      name: run.name,
    });
    // v = 1, then 1.5; the steps are 0.5·(0.5·1 + 1) and 0.5·(0.5·1.5 + 1).
    expect(before - Number(read(parameters[0]!).data[0])).toBeCloseTo(0.75 + 0.875, 6);
  });

  it('may close without a delta, and moves nothing then', async () => {
    await run.answer('a', 1, { tensors: filled(NaN) });
    await run.close(1, []);
    expect(await replayed()).toMatchObject({ round: 1, counts: { notFinite: 1, folded: 0 }, moved: [0, 0, 0, 0] });
  });

  it('is where a replay ends, if asked to', async () => {
    for (const round of [1, 2, 3]) await run.close(round, [await run.answer('a', round, { tensors: filled(1) })]);
    expect((await replayed(2)).round).toBe(2);
    expect((await replayed(2)).moved[0]).toBeCloseTo(2, 5);
  });
});

describe('a delta that does not count', () => {
  const counted = async () => {
    const good = await run.answer('good', 1, { tensors: filled(1) });
    await run.close(1, [good]);
    const { counts, moved } = await replayed();
    for (const distance of moved) expect(distance).toBeCloseTo(1, 5);
    return counts;
  };

  it('is a duplicate: the first of a worker and a round counts', async () => {
    const first = await run.answer('a', 1, { tensors: filled(0.5) });
    await run.answer('a', 1, { tensors: filled(100) });
    await run.close(1, [first]);
    const { counts, moved } = await replayed();
    expect(counts).toMatchObject({ folded: 1, duplicates: 1 });
    expect(moved[0]).toBeCloseTo(0.5, 6);
  });

  it('is stale: it came after its round had closed, or in time but not into the decision', async () => {
    const good = await run.answer('good', 1, { tensors: filled(1) });
    await run.answer('slow', 1, { tensors: filled(100) });
    await run.close(1, [good]);
    await run.answer('slower', 1, { tensors: filled(100) });
    const { counts, moved } = await replayed();
    expect(counts).toMatchObject({ folded: 1, stale: 2 });
    expect(moved[0]).toBeCloseTo(1, 5);
  });

  it.each([
    ['other names', { tensors: { weight: tensor([1]) } }],
    ['a missing tensor', { tensors: Object.fromEntries(Object.entries(filled(1)).slice(1)) }],
    ['another shape', { tensors: Object.fromEntries(Object.keys(filled(1)).map(name => [name, tensor([1, 2])])) }],
    [
      'another dtype',
      {
        tensors: Object.fromEntries(
          Object.entries(filled(1)).map(([name, one]) => [name, tensor(one, { dtype: 'float64' })]),
        ),
      },
    ],
    ['no examples', { examples: 0, tensors: filled(1) }],
    ['a part of an example', { examples: 0.5, tensors: filled(1) }],
  ])('is a misfit: %s', async (_, delta) => {
    await run.answer('bad', 1, delta);
    expect(await counted()).toMatchObject({ folded: 1, misfit: 1 });
  });

  it('is a misfit: of a round that is not open yet', async () => {
    await run.answer('early', 2, { tensors: filled(1) });
    expect(await counted()).toMatchObject({ folded: 1, misfit: 1 });
  });

  it.each([NaN, Infinity, -Infinity])('is not finite: %d', async value => {
    await run.answer('bad', 1, { tensors: filled(value) });
    expect(await counted()).toMatchObject({ folded: 1, notFinite: 1 });
  });

  it('is damaged', async () => {
    await run.log.append('toy.deltas', new Uint8Array(1000));
    expect(await counted()).toMatchObject({ folded: 1, damaged: 1 });
  });
});

it('counts workers that join late, and those that leave', async () => {
  await run.close(1, [await run.answer('a', 1, { tensors: filled(1) })]);
  await run.close(2, [
    await run.answer('a', 2, { tensors: filled(1) }),
    await run.answer('b', 2, { tensors: filled(1), last: true }),
  ]);
  await run.answer('a', 3, { examples: 0, last: true });
  expect((await replayed()).counts).toMatchObject({ folded: 3, joined: 1, left: 2, misfit: 0 });
});

describe('a leader', () => {
  it('that another one has taken over from decides nothing any more', async () => {
    const a = await run.answer('a', 1, { tensors: filled(1) });
    const b = await run.answer('b', 1, { tensors: filled(2) });
    await run.decide(2, { kind: 'begin', leader: 'b' });
    await run.close(1, [a]);
    await run.close(1, [a, b], 2);
    await run.close(2, []);
    const { round, counts, moved } = await replayed();
    expect([round, counts.deposed]).toEqual([1, 2]);
    expect(moved[0]).toBeCloseTo(1.5, 5);
  });

  it('that began but did not start the run leaves it to the next one', async () => {
    run = new WrittenRun();
    await run.decide(1, { kind: 'begin', leader: 'a' });
    await run.decide(2, { kind: 'begin', leader: 'b' });
    await run.decide(1, { kind: 'start', weights: filled(100) });
    const { loss } = classifier();
    await run.decide(2, { kind: 'start', weights: weightsOf(loss as Node) });
    await run.close(1, [await run.answer('a', 1, { tensors: filled(1) })], 2);
    expect((await replayed()).moved[0]).toBeCloseTo(1, 5);
  });

  it('starts a run once', async () => {
    await run.decide(2, { kind: 'begin', leader: 'b' });
    await run.decide(2, { kind: 'start', weights: filled(100) });
    await run.close(1, [await run.answer('a', 1, { tensors: filled(1) })], 2);
    expect((await replayed()).moved[0]).toBeCloseTo(1, 5);
  });
});

describe('a log that lacks something', () => {
  it('is refused: a delta of a decision, a decision, or the start', async () => {
    const a = await run.answer('a', 1, { tensors: filled(1) });
    await run.close(1, [a, a + 100]);
    await expect(replayed()).rejects.toMatchObject({
      reason: 'damaged',
      requirement: expect.stringContaining('deltas that closed round 1'),
    });
    run = new WrittenRun();
    await run.start();
    await run.close(2, []);
    await expect(replayed()).rejects.toThrow(LogError);
    run = new WrittenRun();
    await run.decide(1, { kind: 'begin', leader: 'a' });
    await run.close(1, []);
    await expect(replayed()).rejects.toThrow('the start of the run');
  });

  it('is refused: the weights of another model', async () => {
    const { loss } = classifier(7);
    await expect(replayRounds(loss, sgd(), { log: run.log, name: 'toy' })).rejects.toThrow(StateError);
  });
});

it('of an empty log, nothing moves', async () => {
  run = new WrittenRun();
  const { loss, parameters } = classifier();
  const before = bytesOf(parameters);
  expect(await replayRounds(loss, sgd(), { log: run.log, name: 'toy' })).toMatchObject({ round: 0 });
  expect(bytesOf(parameters)).toEqual(before);
});
