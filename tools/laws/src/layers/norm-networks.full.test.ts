import { setTimeout as pause } from 'node:timers/promises';
import { batch, epochs, fromColumns } from '@thalweg/data';
import { input, mean, parametersOf, read, registersOf, square, sub, type Node, type Runner } from '@thalweg/graph';
import { batchNorm, dense, groupNorm, layerNorm, relu, rmsNorm } from '@thalweg/nn';
import { learn, predictFirst } from '@thalweg/online';
import { adam, adamw, freeze, sgd } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { evaluate, predictor, restore, snapshot, step, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, pipe, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { threaded } from '../compiled/threaded.ts';
import { twins } from '../compiled/twins.ts';

type Scalar = Node<readonly []>;

const CHANNELS = 6;
const ROWS = 48;
const wave = (i: number): number => ((i * 0.6180339887498949) % 1) * 4 - 1;

const records = fromColumns({
  x: { data: Float32Array.from({ length: ROWS * CHANNELS }, (_, i) => wave(i)), shape: [CHANNELS] },
  target: { data: Float32Array.from({ length: ROWS * 2 }, (_, i) => wave(3 * i + 1)), shape: [2] },
});

/** So many rows of inputs and targets. */
function rows(n: number, seed: number): { x: Tensor; target: Tensor } {
  const of = (width: number): Tensor =>
    tensor(
      Float32Array.from({ length: n * width }, (_, i) => wave(i + 17 * seed)),
      { shape: [n, width] },
    );
  return { x: of(CHANNELS), target: of(2) };
}

const norms = {
  batchNorm: () => batchNorm({ momentum: 0.7 }),
  layerNorm: () => layerNorm(),
  rmsNorm: () => rmsNorm(),
  groupNorm: () => groupNorm(2),
} as const;

const kinds = Object.keys(norms) as (keyof typeof norms)[];

/** A network with a layer that normalizes. */
function network(kind: keyof typeof norms) {
  const [x, target] = [input('x', ['batch', CHANNELS]), input('target', ['batch', 2])];
  const y = x.pipe(dense(8), norms[kind](), relu(), dense(2));
  return { x: x as Node, target: target as Node, y, loss: mean(square(sub(y, target))) as Scalar };
}

/** The elements of all registers below a node, by name. */
const registersByName = (node: Node): Record<string, number[]> =>
  Object.fromEntries(registersOf(node).map(one => [one.name, [...read(one as Node).data]]));

const runners: readonly (readonly [string, () => Runner | undefined])[] = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
];

describe.each(kinds)('a network with %s', kind => {
  it('is compiled as it is interpreted, for all sizes of a batch', () => {
    const pair = twins(
      () => {
        const { x, target, y, loss } = network(kind);
        return { outputs: [y as Node, loss as Node], sources: { x, target } };
      },
      { units: 512 },
    );
    for (const [t, n] of [8, 8, 5, 1, 2, 0, 8].entries()) pair.step(rows(n, t));
    expect(pair.watched.interpreted).toBe(0);
    pair.close();
  });

  it('has the same bits for every number of threads', async () => {
    const logs: Record<string, number[]>[] = [];
    for (const runner of [wasm(), threaded(2).runner, threaded(3).runner]) {
      const { loss } = network(kind);
      const watched = counted(runner);
      const stepped = step(loss, adam({ learningRate: 0.01 }), { runner: watched.runner });
      for (const [t, n] of [16, 16, 7, 1, 16, 33].entries()) {
        stepped(rows(n, t));
        await pause(8);
      }
      expect(watched.interpreted).toBe(0);
      logs.push(registersByName(loss));
    }
    for (const other of logs.slice(1)) expect(other).toEqual(logs[0]);
  });

  it.each(runners)('goes on from a snapshot as if it had not stopped, %s', async (_name, runner) => {
    const begin = () => {
      const { loss } = network(kind);
      const training = train(loss, adam({ learningRate: 0.01 }), { runner: runner() });
      return { loss, training, steps$: records.pipe(batch(16), epochs(3), training) };
    };
    const [whole, part, rest] = [begin(), begin(), begin()];
    await lastValueFrom(whole.steps$);
    await lastValueFrom(part.steps$.pipe(take(5)));
    restore({ training: rest.training }, snapshot({ training: part.training }));
    await lastValueFrom(rest.steps$);
    expect(registersByName(rest.loss)).toEqual(registersByName(whole.loss));
    expect(registersByName(part.loss)).not.toEqual(registersByName(whole.loss));
  });

  it('learns nothing from being read, evaluated or predicted with', async () => {
    const { y, loss } = network(kind);
    await lastValueFrom(records.pipe(batch(16), train(loss, sgd())));
    const before = registersByName(loss);
    await lastValueFrom(records.pipe(batch(16), evaluate({ loss })));
    predictor(y)({ x: rows(3, 1).x });
    expect(registersByName(loss)).toEqual(before);
  });
});

describe.each(runners)('batchNorm, %s', (_name, runner) => {
  it('predicts by the running statistics from before the step in learn, and learns as train does', async () => {
    const [learned, trained] = [network('batchNorm'), network('batchNorm')];
    const first: number[][] = [];
    const source = records.pipe(batch(8));
    const outcomes = await lastValueFrom(
      source.pipe(
        predictFirst(learned.y, { runner: runner() }),
        tap(({ predicted }) => void first.push([...predicted.data])),
        learn({ prediction: learned.y, loss: learned.loss }, sgd(), { runner: runner() }),
        toArray(),
      ),
    );
    expect(outcomes.map(({ prediction }) => [...prediction.data])).toEqual(first);
    await lastValueFrom(source.pipe(train(trained.loss, sgd(), { runner: runner() })));
    expect(registersByName(learned.loss)).toEqual(registersByName(trained.loss));
  });

  it('frozen, keeps its parameters; its statistics move', async () => {
    const { loss } = network('batchNorm');
    const before = registersByName(loss);
    await lastValueFrom(records.pipe(batch(16), train(loss, pipe(freeze('batchNorm1/*'), sgd()), { runner: runner() })));
    const after = registersByName(loss);
    const moved = Object.keys(after).filter(name => after[name]!.some((value, i) => value !== before[name]![i]));
    expect(moved.sort()).toEqual(['batchNorm1/mean', 'batchNorm1/variance', 'dense1/bias', 'dense1/weight', 'dense2/bias', 'dense2/weight']);
  }); // prettier-ignore

  it('has statistics that weight decay leaves alone', async () => {
    const found = await Promise.all(
      [0, 0.5].map(async decay => {
        const { loss } = network('batchNorm');
        await lastValueFrom(records.pipe(batch(ROWS), train(loss, adamw({ decay }), { runner: runner() })));
        return registersByName(loss);
      }),
    );
    for (const part of ['mean', 'variance'])
      expect(found[1]![`batchNorm1/${part}`]).toEqual(found[0]![`batchNorm1/${part}`]);
    expect(found[1]!['batchNorm1/scale']).not.toEqual(found[0]!['batchNorm1/scale']);
  });

  it('is not poisoned by a batch without rows', () => {
    const { loss } = network('batchNorm');
    const stepped = step(loss, sgd(), { runner: runner(), whenNotFinite: 'continue' });
    stepped(rows(8, 1));
    const before = registersByName(loss);
    stepped(rows(0, 1));
    const after = registersByName(loss);
    for (const part of ['mean', 'variance']) expect(after[`batchNorm1/${part}`]).toEqual(before[`batchNorm1/${part}`]);
  });
});

it('every layer lists its parameters, which an optimizer moves, and only these', () => {
  const names = kinds.map(kind => parametersOf(network(kind).loss).map(({ name }) => name).filter(name => name.includes('Norm')).sort()); // prettier-ignore
  expect(names).toEqual([
    ['batchNorm1/offset', 'batchNorm1/scale'],
    ['layerNorm1/offset', 'layerNorm1/scale'],
    ['rmsNorm1/scale'],
    ['groupNorm1/offset', 'groupNorm1/scale'],
  ]);
});
