import { setTimeout as pause } from 'node:timers/promises';
import { batch, epochs, fromColumns } from '@thalweg/data';
import { add, gradient, input, matmul, mean, mul, openFrame, parameter, read, registersOf, relu, square, sub, sum, tanh, transpose, type Node, type Runner } from '@thalweg/graph'; // prettier-ignore
import { adam } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { evaluate, restore, snapshot, step, train } from '@thalweg/train';
import { threads, wasm } from '@thalweg/wasm';
import { firstValueFrom, from, lastValueFrom, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectAgreement } from './twins.ts';
import { counted } from './counted.ts';
import { circuitOf, small } from './random-circuit.ts';
import { pass, type Pair } from './runs.ts';
import { threaded } from './threaded.ts';

type Scalar = Node<readonly []>;

const PIXELS = 40;

const grid = (m: number, n: number, seed = 1): Tensor =>
  tensor(
    Float32Array.from({ length: m * n }, (_, i) => ((i * 7 + seed * 3) % 11) / 8 - 0.625),
    { shape: [m, n] },
  );

/** A network of two layers. */
function network(seed = 1) {
  const x = input('x', ['n', PIXELS]) as Node;
  const weight = (rows: number, columns: number, name: string) =>
    parameter(grid(rows, columns, seed), { name }) as Node;
  const [w1, b1, w2] = [weight(PIXELS, 33, 'w1'), weight(1, 33, 'b1'), weight(33, 9, 'w2')];
  const hidden = relu(add(matmul(x, w1), b1)) as Node;
  const out = matmul(hidden, w2) as Node;
  const loss = mean(square(sub(tanh(out), 0.25))) as Scalar;
  return { x, hidden, out, loss, slope: gradient(loss, w1) as Node, parameters: [w1, b1, w2] };
}

/** The first batch, odd ones, and a last that is smaller. */
const SIZES = [64, 64, 61, 64, 1, 2, 64, 33, 0, 64, 17];

/** All bits that a training comes to, with a reading and subscribers in between; time passes, so that workers join. */
async function trained(runner: Runner): Promise<readonly Tensor[]> {
  const model = network();
  const watched = counted(runner);
  // One of the batches is empty: the mean of no losses is NaN.
  const learn = step(model.loss, adam({ learningRate: 0.05 }), { runner: watched.runner, whenNotFinite: 'continue' });
  const log: Tensor[] = [];
  for (const [t, n] of SIZES.entries()) {
    const ears = t % 3 === 1 ? [model.hidden, model.slope, model.parameters[0]!] : [];
    const heard = ears.map(node => node.subscribe(value => log.push(value as Tensor)));
    for (let again = 0; again < 3; again++)
      log.push(tensor([learn({ x: grid(n, PIXELS, t) })!.loss], { dtype: 'float64' }));
    for (const one of heard) one.unsubscribe();
    const frame = openFrame({ outputs: [model.out], runner });
    log.push(...pass(frame, [model.x, grid(30, PIXELS, t)] as unknown as Pair));
    frame.close();
    await pause(15);
  }
  expect(watched.interpreted).toBe(0);
  return [...log, ...Object.values(snapshot({ learn }).parts['learn']!.tensors)];
}

describe('with several threads', () => {
  it.each([2, 3])('%i give a network the bits of one', async threads => {
    expectAgreement(await trained(threaded(threads).runner), await trained(wasm()), 0);
  });

  it('random circuits have the bits that they have with one', async () => {
    const runners = [threaded(3).runner, wasm()];
    for (let seed = 0; seed < 12; seed++) {
      const draws = Array.from({ length: 12 }, (_, i) => [(seed * 37 + i * 17) % 201, (seed + i * 5) % 13, (seed * 3 + i * 7) % 13, (seed + i) % 12] as const);
      const runs = runners.map(runner => {
        const { outputs, rules = [], sources } = circuitOf({ draws, exact: seed % 2 === 0, sometimes: seed % 3 === 0 });
        const frame = openFrame({ outputs, rules, training: true, steps: true, runner });
        return { frame, sources: sources!, registers: registersOf(...outputs, ...rules) };
      });
      for (const [t, n] of [8, 8, 5, 1, 0, 8].entries()) {
        const given = { x: small([n, 4], t, seed % 2 === 0), at: Int32Array.from({ length: n }, (_, i) => (i + t) % 5), gate: t % 3 };
        const [found, wanted] = runs.map(({ frame, sources, registers }) => {
          const pairs = Object.entries(given).map(([name, value]) => [sources[name]!, value] as unknown as Pair);
          try {
            return [...pass(frame, ...pairs), ...registers.map(one => read(one as Node))];
          } catch (error) {
            return [tensor(Float64Array.from(String(error), letter => letter.charCodeAt(0)))];
          }
        });
        expectAgreement(found!, wanted!, 0, `circuit ${seed} pass ${t}`);
      }
      await pause(2);
      for (const { frame } of runs) frame.close();
    }
  }); // prettier-ignore

  it('sums whose order shows have the bits of one, along all axes', () => {
    const runners = [wasm(), threaded(2).runner, threaded(3).runner];
    // Large numbers of both signs cancel, and what is left depends on when the small ones were added.
    const uneven = (shape: readonly number[]): Tensor =>
      tensor(
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => [2 ** 60, 1, -(2 ** 60), 3, 0.3, 7][(i * i + 5 * i) % 6]! * (1 + (i % 3))),
        { shape },
      );
    for (const shape of [[9, 5], [64, 5], [7, 5, 6], [5, 2, 3, 9], [40, 33], [3, 17, 1]])
      for (let from = 0; from < shape.length; from++)
        for (let to = from + 1; to <= shape.length; to++) {
          const x = input('x', shape) as Node;
          const axes = Array.from({ length: to - from }, (_, i) => from + i);
          const scaled = mul(x, 3) as Node;
          // The second formula is stored, as others read it; the first is not.
          const outputs = [sum(sub(x, 1), { axes }), sum(scaled, { axes }), transpose(scaled)] as Node[];
          const [alone, ...others] = runners.map(runner => {
            const frame = openFrame({ outputs, runner });
            const found = pass(frame, [x, uneven(shape)] as unknown as Pair);
            frame.close();
            return found;
          });
          for (const other of others) expectAgreement(other, alone!, 0, `${shape.join('×')} from ${from} to ${to}`);
        }
  }); // prettier-ignore

  it('two trainings at once go on as if each were alone', async () => {
    const { runner } = threaded(2);
    const runs = [runner, wasm()].map(one => [1, 2].map(seed => step(network(seed).loss, adam(), { runner: one })));
    for (let t = 0; t < 30; t++) {
      const losses = runs.map(pair => pair.map((learn, i) => learn({ x: grid(24 + 9 * i, PIXELS, t) })!.loss));
      expect(losses[0]).toEqual(losses[1]);
      if (t % 3 === 0) await pause(5);
    }
  });

  it('trainings with a single thread and with others take turns on the same parameters', async () => {
    const alone = wasm();
    const logs = [threaded(2).runner, alone].map(async runner => {
      const { loss, parameters } = network();
      const others = [wasm(), runner, runner === alone ? alone : threaded(3).runner];
      const learns = others.map(one => step(loss, adam(), { runner: one }));
      for (let t = 0; t < 20; t++) {
        learns[t % 3]!({ x: grid(32, PIXELS, t) });
        if (t % 5 === 0) await pause(5);
      }
      return parameters.map(one => read(one) as Tensor);
    });
    const [found, wanted] = await Promise.all(logs);
    expectAgreement(found!, wanted!, 0);
  });

  it('a dataset is trained on, validated, and trained on again from a snapshot, to the same bits', async () => {
    const x = { data: grid(70, PIXELS).data as Float32Array, shape: [PIXELS] as const };
    const whole = async (runner: Runner): Promise<unknown> => {
      const { loss } = network();
      const held = fromColumns({ x }).pipe(batch(50), evaluate({ loss }, { runner }));
      const learn = train(loss, adam(), { runner, validation: held });
      const told = [await lastValueFrom(fromColumns({ x }).pipe(batch(32), epochs(5), learn, toArray()))];
      const kept = snapshot({ learn });
      told.push(await lastValueFrom(fromColumns({ x }).pipe(batch(32), epochs(2), learn, toArray())));
      restore({ learn }, kept);
      told.push(await lastValueFrom(fromColumns({ x }).pipe(batch(32), epochs(2), learn, toArray())));
      return told;
    };
    const pool = threaded(2);
    expect(await whole(pool.runner)).toEqual(await whole(wasm()));
    await expect.poll(() => pool.alive).toBe(0);
  });
});

describe('workers', () => {
  it('are those of a runner: all its frames use them, and the last that closes ends them', async () => {
    const pool = threaded(3);
    const records = [new Subject<object>(), new Subject<object>()];
    const subscriptions = records.map((records$, i) => records$.pipe(train(network(i).loss, adam(), { runner: pool.runner })).subscribe());
    // Subscribing starts nothing; the first pass does.
    expect(pool.workers).toHaveLength(0);
    for (const records$ of records) records$.next({ x: grid(32, PIXELS) });
    expect(pool.workers).toHaveLength(2);
    subscriptions[0]!.unsubscribe();
    await pause(50);
    expect(pool.alive).toBe(2);
    subscriptions[1]!.unsubscribe();
    await expect.poll(() => pool.alive).toBe(0);
    // Subscribing again starts others.
    const again = from([{ x: grid(32, PIXELS) }, { x: grid(32, PIXELS) }]).pipe(train(network().loss, adam(), { runner: pool.runner }));
    await firstValueFrom(again);
    expect(pool.workers).toHaveLength(4);
    await expect.poll(() => pool.alive).toBe(0);
  }); // prettier-ignore

  it('that are ended from outside are done without', async () => {
    const pool = threaded(2);
    const [learn, alone] = [pool.runner, wasm()].map(runner => step(network().loss, adam(), { runner }));
    for (let t = 0; t < 20; t++) {
      expect(learn!({ x: grid(32, PIXELS, t) })!.loss).toBe(alone!({ x: grid(32, PIXELS, t) })!.loss);
      await pause(5);
      if (t === 10) await pool.workers[0]!.terminate();
    }
    expect(pool.alive).toBe(0);
  });

  it('that do not start make an error of the next pass, or are done without by a runner that may', () => {
    const spawn = (): never => {
      throw new Error('no threads here.');
    };
    const failing = step(network().loss, adam(), { runner: wasm({ threads: threads(2, { spawn }) }) });
    const message = "threads: workers must start, got no threads here. Allow 'worker-src blob:' in the page’s policy";
    for (let t = 0; t < 2; t++) expect(() => failing({ x: grid(640, PIXELS) })).toThrow(message);
    const content = step(network().loss, adam(), { runner: wasm({ threads: threads(2, { spawn }), fallback: true }) });
    expect(content({ x: grid(640, PIXELS) })!.loss).toBeGreaterThan(0);
  });

  it('are not started for what is too small', () => {
    const pool = threaded(2, { least: 1 });
    const learn = step(network().loss, adam(), { runner: pool.runner });
    for (let t = 0; t < 3; t++) learn({ x: grid(4, PIXELS, t) });
    expect(pool.workers).toHaveLength(0);
  });

  it('end when frames that nobody closed are collected', async () => {
    const pool = threaded(2);
    const collect = (globalThis as unknown as { gc: () => void }).gc;
    (() => {
      step(network().loss, adam(), { runner: pool.runner })({ x: grid(32, PIXELS) });
    })();
    expect(pool.alive).toBe(1);
    const aliveAfterCollection = (): number => {
      collect();
      return pool.alive;
    };
    await expect.poll(aliveAfterCollection).toBe(0);
  });
});
