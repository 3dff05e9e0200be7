import { setTimeout as pause } from 'node:timers/promises';
import { batch, epochs, fromColumns } from '@thalweg/data';
import {
  becomes,
  columnOf,
  constant,
  input,
  matmul,
  mean,
  mul,
  openFrame,
  parameter,
  read,
  relu,
  square,
  state,
  sub,
  sum,
  uniformLike,
  type Node,
} from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { key, tensor, type Tensor } from '@thalweg/tensor';
import { snapshot, trainRows } from '@thalweg/train';
import { wasm, type WasmRunner } from '@thalweg/wasm';
import { ALL_FAMILIES, LinearMemory, openingOf, Pool, runnerIn, spawnFromText } from '@thalweg/wasm/engine';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectAgreement } from './twins.ts';
import { counted } from './counted.ts';
import { highRunner } from './high-memory.ts';
import { pass, passOnce, type Pair } from './runs.ts';

type Scalar = Node<readonly []>;

const grid = (...shape: readonly number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ((i * 7) % 11) / 8 - 0.625),
    { shape },
  );

describe('above 2 GiB', () => {
  it('steps in rows come to the same registers, whichever buffers they exchange', async () => {
    const trained = async (runner: WasmRunner) => {
      const watched = counted(runner);
      const x = input('x', [8]);
      const out = sum(mul(parameter(grid(8), { name: 'w' }), x as Node));
      const loss = square(sub(out, input('y', []))) as Scalar;
      const learn = trainRows(loss, adam({ learningRate: 0.01 }), { runner: watched.runner });
      const rows = fromColumns({ x: { data: grid(31, 8).data, shape: [8] }, y: grid(31).data });
      const { step } = await lastValueFrom(rows.pipe(batch(10), epochs(3), learn));
      expect(watched).toMatchObject({ interpreted: 0, compiled: step });
      return Object.values(snapshot({ learn }).parts['learn']!.tensors);
    };
    expectAgreement(await trained(highRunner()), await trained(wasm()), 0);
  });

  it('registers have the buffers that steps in rows have left them', () => {
    const stepped = (runner: WasmRunner) => {
      // The next value of a product cannot be written over the present one: they exchange buffers in each step.
      const [x, w] = [input('x', []), state(grid(40, 40))];
      const turned = becomes(w, matmul(w as Node, constant(grid(40, 40)) as Node) as never) as Node;
      const watched = counted(runner);
      const frame = openFrame({
        outputs: [mul(sum(turned), x) as Node],
        rules: [turned],
        steps: true,
        runner: watched.runner,
      });
      const log: Tensor[] = [];
      for (const rows of [3, 4, 1, 5, 2]) {
        const { feed } = columnOf(
          x,
          Float32Array.from({ length: rows }, (_, i) => 1 + i / 8),
        );
        frame.runRows([feed], rows, ({ columns, taken, failure }) => {
          expect([failure, taken]).toEqual([undefined, rows]);
          log.push(tensor(columns[0]!.slice(0, rows)));
        });
        log.push(read(w as Node));
      }
      expect(watched.interpreted).toBe(0);
      frame.close();
      return log;
    };
    expectAgreement(stepped(highRunner()), stepped(wasm()), 0);
  });

  it('threads compute the same products and sums', async () => {
    const workers = () => openingOf(new Pool({ threads: 2, spawn: spawnFromText, fallback: false, least: 1e-6 }));
    const a = input('a', ['n', 50]) as Node;
    const outputs = [relu(matmul(a, parameter(grid(50, 60)) as Node)), mean(square(a))] as Node[];
    const given = [a, grid(70, 50)] as unknown as Pair;
    const wanted = passOnce({ outputs, runner: wasm() }, given);
    const watched = counted(highRunner(workers()));
    const frame = openFrame({ outputs, runner: watched.runner });
    for (let t = 0; t < 20; t++) {
      expectAgreement(pass(frame, given), wanted, 0);
      await pause(5);
    }
    expect(watched.interpreted).toBe(0);
    frame.close();
  });

  it('numbers up to the last address are written, and none behind them', () => {
    const memory = new LinearMemory();
    while (memory.left > 2 ** 27) memory.reserve(2 ** 26 - 16);
    const drawn = uniformLike(constant(grid(1001)), key(3), constant(5, { dtype: 'int32' }) as Scalar);
    const outputs = [drawn, constant(grid(10))] as Node[];
    const wanted = passOnce({ outputs, runner: wasm() });
    for (let size = 2 ** 26; size >= 2 ** 12; size /= 2) while (memory.left > size + 2 ** 15) memory.reserve(size - 16);
    expectAgreement(passOnce({ outputs, runner: runnerIn(memory, { families: ALL_FAMILIES }) }), wanted, 0);
  });
});

describe('values that do not fit in 4 GiB', () => {
  /** A memory with room for no more than so many bytes. */
  const full = (room: number): LinearMemory => {
    const memory = new LinearMemory();
    for (let size = 2 ** 31; size >= 1024; size /= 2) while (memory.left - size > room) memory.reserve(size - 16);
    return memory;
  };
  const x = input('x', ['n', 1000]) as Node;
  const outputs = [mean(square(sub(x, 0.5)))] as Node[];
  const small = [x, grid(2, 1000)] as unknown as Pair;
  const large = [x, grid(400, 1000)] as unknown as Pair;

  it('are an error of ours, and the next pass that fits is computed', () => {
    const watched = counted(runnerIn(full(300_000), { families: ALL_FAMILIES }));
    const frame = openFrame({ outputs, runner: watched.runner });
    const before = pass(frame, small);
    expect(() => pass(frame, large)).toThrow(
      /^wasm: all values must fit in a memory of 4 GiB, got 0\.00 GiB more than 4\.00 GiB in use\. Use/,
    );
    expectAgreement(pass(frame, small), before, 0);
    expect(watched).toMatchObject({ interpreted: 0 });
    frame.close();
  });

  it('are interpreted where that is asked for, and only they', () => {
    const watched = counted(runnerIn(full(300_000), { families: ALL_FAMILIES, fallback: true }));
    const frame = openFrame({ outputs, runner: watched.runner });
    for (const given of [small, large, large, small, large, small])
      expectAgreement(pass(frame, given), passOnce({ outputs }, given), 4000);
    expect(watched).toMatchObject({ interpreted: 3, compiled: 3 });
    frame.close();
  });

  it('that would be loaded are an error, or are copied later', () => {
    const batch = { x: grid(400, 1000) };
    expect(() => runnerIn(full(300_000), { families: ALL_FAMILIES }).load(batch)).toThrow(
      'wasm: all values must fit in a memory of 4 GiB',
    );
    expect(runnerIn(full(300_000), { families: ALL_FAMILIES, fallback: true }).load(batch)).toBe(batch);
  });

  it('a training goes on where its rows do not fit, to the same registers', async () => {
    const trained = async (runner: WasmRunner) => {
      const out = sum(mul(parameter(grid(1000), { name: 'w' }), input('x', [1000]) as Node));
      const loss = square(sub(out, 1)) as Scalar;
      const learn = trainRows(loss, adam({ learningRate: 0.01 }), { runner });
      const rows = fromColumns({ x: { data: grid(200, 1000).data, shape: [1000] } });
      await lastValueFrom(rows.pipe(batch(200), learn));
      return Object.values(snapshot({ learn }).parts['learn']!.tensors);
    };
    expectAgreement(
      await trained(runnerIn(full(400_000), { families: ALL_FAMILIES, fallback: true })),
      await trained(wasm()),
      0,
    );
  });
});
