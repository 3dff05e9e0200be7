import { batch, epochs, fromColumns } from '@thalweg/data';
import { gradient, input, parametersOf, square, sum, type Node, type Runner } from '@thalweg/graph';
import { dense, gru, lstm, meanSquaredError } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { evaluate, restore, snapshot, train, type Snapshot } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { firstValueFrom, lastValueFrom, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { twins, unitsOf } from '../compiled/twins.ts';

const ROWS = 4;
const STEPS = 6;
const WINDOWS = 5;

/** Windows of four sequences one after another: a batch is the next window of each. */
const windows = (() => {
  const numbers = (seed: number, count: number): Float32Array => fillUniform(new Float32Array(count), key(seed)).map(one => 2 * one - 1);
  const count = WINDOWS * ROWS;
  const x = { data: numbers(1, count * STEPS * 3), shape: [STEPS, 3] };
  const y = { data: numbers(2, count * STEPS), shape: [STEPS, 1] };
  // The carry of one pass over the windows does not count in the next one.
  const isFirst = { data: Uint8Array.from({ length: count }, (_, row) => Number(row < ROWS)), shape: [] };
  return fromColumns({ x, y, isFirst });
})(); // prettier-ignore

function aRun(runner: Runner | undefined) {
  const x = input('x', ['batch', 'time', 3]);
  const reset = input('isFirst', ['batch'], 'bool') as Node;
  const y = x.pipe(lstm(5, { layers: 2, dropout: 0.2, stateful: { rows: ROWS, reset } }), dense(1));
  const loss = y.pipe(meanSquaredError(input('y', ['batch', 'time', 1])));
  const options = runner === undefined ? {} : { runner };
  const learn = train(loss, adam({ learningRate: 0.02 }), { ...options, sliceMs: Infinity });
  return { learn, loss, steps$: windows.pipe(batch(ROWS), epochs(3), learn) };
}

const bitsOf = ({ parts }: Snapshot): unknown =>
  Object.entries(parts).map(([, { tensors, values }]) => [Object.entries(tensors).map(([name, one]) => [name, one.toArray()]), values]); // prettier-ignore

const runners: readonly (readonly [name: string, runnerOf: () => Runner | undefined])[] = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
];

describe.each(runners)('a training with kept carries, %s', (_, runnerOf) => {
  it('goes on from a snapshot as if it had never stopped', async () => {
    const whole = aRun(runnerOf());
    const kept: Snapshot[] = [];
    const all = await lastValueFrom(whole.steps$.pipe(tap(() => kept.push(snapshot({ learn: whole.learn }))), toArray())); // prettier-ignore
    expect(all.length).toBe(3 * WINDOWS);
    expect(Object.keys(kept[0]!.parts['learn']!.tensors)).toEqual(expect.arrayContaining(['carry1/h', 'carry1/c', 'carry2/h', 'carry2/c'])); // prettier-ignore
    for (const place of [0, 3, 4, 5, 11]) {
      const part = aRun(runnerOf());
      restore({ learn: part.learn }, kept[place]!);
      const rest = await lastValueFrom(part.steps$.pipe(toArray()));
      expect(rest.map(({ loss }) => loss)).toEqual(all.slice(place + 1).map(({ loss }) => loss));
      expect(bitsOf(snapshot({ learn: part.learn }))).toEqual(bitsOf(kept.at(-1)!));
    }
  });

  it('begins a window with what the window before it left', async () => {
    const run = aRun(runnerOf());
    const kept: Snapshot[] = [];
    const steps = await lastValueFrom(run.steps$.pipe(tap(() => kept.push(snapshot({ learn: run.learn }))), take(2), toArray())); // prettier-ignore
    const [same, anew] = [aRun(runnerOf()), aRun(runnerOf())];
    restore({ learn: same.learn }, kept[0]!);
    restore({ learn: anew.learn }, forgotten(kept[0]!));
    expect((await firstValueFrom(same.steps$)).loss).toBe(steps[1]!.loss);
    expect((await firstValueFrom(anew.steps$)).loss).not.toBe(steps[1]!.loss);
  });

  it('evaluates windows from zeros, in batches of any size', async () => {
    const run = aRun(runnerOf());
    const before = await firstValueFrom(windows.pipe(batch(7), evaluate({ loss: run.loss })));
    await lastValueFrom(run.steps$);
    const kept = bitsOf(snapshot({ learn: run.learn }));
    const after = await firstValueFrom(windows.pipe(batch(7), evaluate({ loss: run.loss })));
    expect(after).not.toEqual(before);
    expect(bitsOf(snapshot({ learn: run.learn }))).toEqual(kept);
  });
});

/** A snapshot in which all carries are zeros. */
function forgotten({ parts, ...others }: Snapshot): Snapshot {
  const { learn } = parts;
  const tensors = Object.entries(learn!.tensors).map(([name, one]) => {
    if (!name.startsWith('carry')) return [name, one] as const;
    return [name, tensor(new Float32Array(one.size), { shape: one.shape as readonly number[] })] as const;
  });
  return { ...others, parts: { ...parts, learn: { ...learn!, tensors: Object.fromEntries(tensors) } } };
}

it('steps with kept carries are compiled as interpreted', () => {
  const build = () => {
    const [x, reset] = [input('x', [ROWS, 'time', 3]) as Node, input('reset', [], 'bool') as Node];
    const y = gru(4, { stateful: { reset } })(x) as Node;
    const loss = sum(square(y)) as Node;
    return { outputs: [y, ...parametersOf(y).map(one => gradient(loss, one as Node))], sources: { x, reset } };
  };
  const pair = twins(build, { units: 16 * unitsOf(...build().outputs) });
  for (const [t, steps] of [3, 1, 5, 2, 3].entries()) {
    const data = fillUniform(new Float32Array(ROWS * steps * 3), key(t));
    const reset = tensor(Uint8Array.of(Number(t === 3)), { shape: [], dtype: 'bool' });
    pair.step({ x: tensor(data, { shape: [ROWS, steps, 3] }), reset });
  }
  expect(pair.watched).toMatchObject({ compiled: 5, interpreted: 0 });
  pair.close();
});
