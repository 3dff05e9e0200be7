import { setImmediate as turn } from 'node:timers/promises';
import {
  input,
  matmul,
  mean,
  openFrame,
  parameter,
  read,
  square,
  sub,
  tanh,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { step, train } from '@thalweg/train';
import type { LinearStorage } from '@thalweg/wasm/engine';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectAgreement } from './twins.ts';
import { counted, type Counted } from './counted.ts';
import { pass } from './runs.ts';

type Scalar = Node<readonly []>;

const grid = (m: number, n: number, seed = 1): Tensor =>
  tensor(
    Float32Array.from({ length: m * n }, (_, i) => ((i * 7 + seed * 3) % 11) / 8 - 0.625),
    { shape: [m, n] },
  );

/** One layer of so many inputs and outputs. */
function layer(from: number, to: number) {
  const x = input('x', ['n', from]);
  const w = parameter(grid(from, to), { name: 'w' });
  const out = tanh(matmul(x as Node, w as Node)) as Node;
  return { x, w: w as Parameter, out, loss: mean(square(sub(out, 0.5))) as Scalar };
}

/** How large the memory is that a register lies in, in bytes. */
function bytesOf(register: Parameter): number {
  return (register.sourceValue.storage as LinearStorage).memory.memory.buffer.byteLength;
}

const MB = 2 ** 20;
const TIMES = 60;

/** With garbage collected, and a turn of the event loop for what waits for that, every few times. */
async function manyTimes(act: (time: number) => void): Promise<void> {
  const collect = (globalThis as unknown as { gc: () => void }).gc;
  for (let t = 0; t < TIMES; t++) {
    act(t);
    if (t % 6 > 0) continue;
    collect();
    await turn();
  }
}

describe('the memory of compiled frames is bounded', () => {
  it('when trainings are opened and closed, 1,000 of them', () => {
    const watched = counted();
    // 40 kB of weights and moments each time.
    const { w, loss } = layer(64, 50);
    const learn = train(loss, adam(), { runner: watched.runner });
    for (let t = 0; t < 1000; t++) of({ x: grid(2, 64, t) }).pipe(learn).subscribe();
    expect(watched).toMatchObject({ compiled: 1000, interpreted: 0 });
    expect(bytesOf(w)).toBe(MB);
  }); // prettier-ignore

  it('when frames that read are opened and closed, 1,000 of them, beside a training that is open', () => {
    const watched = counted();
    const { x, w, out, loss } = layer(64, 200);
    const learn = step(loss, adam(), { runner: watched.runner });
    for (let t = 0; t < 1000; t++) {
      if (t % 10 === 0) learn({ x: grid(2, 64, t) });
      const frame = openFrame({ outputs: [out], runner: watched.runner });
      pass(frame, [x, grid(3, 64, t)]);
      frame.close();
    }
    expect(watched).toMatchObject({ compiled: 1100, interpreted: 0 });
    expect(bytesOf(w)).toBe(MB);
  });

  it('when frames without registers are opened and closed, 1,000 of them', () => {
    const watched = counted();
    const [a, b] = [input('a', ['n', 3]), input('b', [3, 2])];
    for (let t = 0; t < 1000; t++) {
      const frame = openFrame({ outputs: [matmul(a as Node, b as Node)], runner: watched.runner });
      pass(frame, [a, grid(2, 3, t)], [b, grid(3, 2, t)]);
      frame.close();
    }
    expect(watched).toMatchObject({ compiled: 1000, interpreted: 0 });
  });

  it('when the sizes of batches alternate, more of them than plans are kept', () => {
    const watched = counted();
    const { w, loss } = layer(64, 200);
    const learn = step(loss, adam(), { runner: watched.runner });
    for (let t = 0; t < 400; t++) learn({ x: grid(1 + ((t * 5) % 13), 64, t) });
    expect(watched).toMatchObject({ compiled: 400, interpreted: 0 });
    expect(bytesOf(w)).toBe(MB);
  });

  it('when batches grow by a row each time', () => {
    const watched = counted();
    const { w, loss } = layer(64, 50);
    const learn = step(loss, adam(), { runner: watched.runner });
    for (let n = 1; n <= 1000; n++) learn({ x: grid(n, 64, n) });
    expect(watched).toMatchObject({ compiled: 1000, interpreted: 0 });
    // For batches of up to 256 kB: where each of ten plans had values of its own, these were 134 MB.
    expect(bytesOf(w)).toBeLessThanOrEqual(8 * MB);
  });

  it('when subscribers come and go', () => {
    const watched = counted();
    const { w, out, loss } = layer(64, 200);
    const learn = step(loss, adam(), { runner: watched.runner });
    for (let t = 0; t < 400; t++) {
      const subscription = out.subscribe();
      learn({ x: grid(3, 64, t) });
      subscription.unsubscribe();
      learn({ x: grid(3, 64, t) });
    }
    expect(watched).toMatchObject({ compiled: 800, interpreted: 0 });
    expect(bytesOf(w)).toBe(MB);
  });

  it('when a register is set between steps: what it had is used again once nobody has it', async () => {
    const watched = counted();
    const { w, loss } = layer(64, 2000);
    const learn = step(loss, adam(), { runner: watched.runner });
    await manyTimes(() => {
      w.set(grid(64, 2000));
      learn({ x: grid(1, 64) });
    });
    expect(watched).toMatchObject({ compiled: TIMES, interpreted: 0 });
    expect(bytesOf(w)).toBeLessThanOrEqual(16 * MB);
  });

  it('when each training has a memory of its own, and takes turns with interpreted ones', async () => {
    const watched = counted();
    const { w, loss } = layer(64, 2000);
    await manyTimes(t => {
      const options = t % 3 === 2 ? {} : { runner: watched.runner };
      of({ x: grid(1, 64) })
        .pipe(train(loss, adam(), options))
        .subscribe();
    });
    of({ x: grid(1, 64) })
      .pipe(train(loss, adam(), { runner: watched.runner }))
      .subscribe();
    expect(watched.interpreted).toBe(0);
    expect(bytesOf(w)).toBeLessThanOrEqual(32 * MB);
  });
});

/** Steps, with a reading of the model between them, and all that came of it. */
function grows(watched: Counted | undefined, sizes: readonly number[]): readonly Tensor[] {
  const options = watched === undefined ? {} : { runner: watched.runner };
  const { x, w, out, loss } = layer(300, 400);
  const learn = step(loss, adam(), options);
  const frame = openFrame({ outputs: [out], ...options });
  const log: Tensor[] = [];
  const seen = w.subscribe(value => log.push(value));
  for (const n of sizes) {
    learn({ x: grid(n, 300, n) });
    log.push(...pass(frame, [x, grid(2, 300, n)]));
  }
  seen.unsubscribe();
  if (watched !== undefined) expect(bytesOf(w)).toBeGreaterThan(4 * MB);
  return [...log, read(w as Node)];
}

describe('a model that is larger than the first memory', () => {
  it('comes to what it comes to interpreted, also when the memory grows in its midst', () => {
    const watched = counted();
    const sizes = [1, 2, 1, 900, 2, 1];
    const [found, wanted] = [grows(watched, sizes), grows(undefined, sizes)];
    expectAgreement(found, wanted, 300);
    expect(watched).toMatchObject({ compiled: 12, interpreted: 0 });
  });
});
