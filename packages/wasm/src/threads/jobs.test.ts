import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Func } from '../assembler/func.ts';
import { WasmModule } from '../assembler/wasm-module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { host } from '../memory/host.ts';
import { LinearMemory } from '../memory/linear-memory.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { spawnFromText } from './spawn.ts';
import { openingOf, type WorkerGroup } from './worker-group.ts';

const CHUNKS = 8;
const [THREAD, CHUNK] = [0, 1] as const;
const UNREACHABLE = 0x00;

const open: WorkerGroup[] = [];
afterEach(() => open.splice(0).forEach(group => group.close()));

/** A module with one unit, which notes for each chunk the number, from 1 on, of the thread that did it. */
function rig(compute: (f: Func) => void = () => {}, options: Partial<PoolOptions> = {}) {
  const pool = new Pool({ threads: 2, spawn: spawnFromText, fallback: false, ...options });
  const group = openingOf(pool).open();
  open.push(group);
  const memory = new LinearMemory({ initial: 16, maximum: 64, shared: true });
  const out = memory.allocate('int32', CHUNKS);
  const module = new WasmModule();
  const kernels = group.kernels(module, memory, bytes => memory.reserve(bytes));
  const body = module.func({ params: ['i32', 'i32'], results: [] }, f => {
    compute(f);
    f.get(CHUNK).i32(4).op(i32.mul).i32(out.address).op(i32.add);
    f.get(THREAD).i32(1).op(i32.add).memory(i32.store);
  });
  module.export('run', kernels.inChunks(CHUNKS, body));
  const env = { ...kernels.finish(), memory: memory.memory };
  const compiled = new (host().Module)(module.toBytes(memory.limits.maximum));
  const { exports } = new (host().Instance)(compiled, { env });
  const shared = kernels.share(compiled, exports)!;
  /** Who did which chunk. */
  const pass = (): number[] => {
    out.data.fill(0);
    shared.call();
    try {
      (exports['run'] as () => void)();
    } finally {
      shared.rest();
    }
    return [...out.data];
  };
  /** Passes until a worker takes part, or something is thrown. */
  const joined = async (): Promise<number[]> => {
    for (let t = 0; t < 1000; t++) {
      const done = pass();
      expect(done).not.toContain(0);
      if (done.includes(2)) return done;
      await pause(1);
    }
    throw new Error('nobody came');
  };
  return { pass, joined, end: shared.end };
}

/** Works for so long that others can come, on a machine that has other things to do as well. */
const slowly = (f: Func): void => {
  const left = f.local('i32');
  f.i32(3_000_000).set(left);
  f.loop(() => f.get(left).i32(1).op(i32.sub).tee(left).brIf(0));
};

/** Does something in other threads than the one that began the pass. */
const elsewhere = (act: (f: Func) => void) => (f: Func) => {
  slowly(f);
  f.get(THREAD).if(() => act(f));
};

describe('a unit in chunks', () => {
  it('is computed alone until a worker is ready, and together from then on', async () => {
    const { pass, joined } = rig(slowly);
    expect(pass()).toEqual(Array(CHUNKS).fill(1));
    await joined();
    // It sleeps when there is nothing to do, and wakes.
    for (let t = 0; t < 5; t++) {
      await pause(20);
      await joined();
    }
  });

  it('is computed by three threads', async () => {
    const { pass } = rig(slowly, { threads: 3 });
    const seen = new Set<number>();
    for (let t = 0; t < 1000 && seen.size < 3; t++) {
      for (const thread of pass()) seen.add(thread);
      await pause(1);
    }
    expect([...seen].sort()).toEqual([1, 2, 3]);
  });

  it('is computed alone when its worker was ended from outside', async () => {
    const workers: ReturnType<typeof spawnFromText>[] = [];
    const spawn = () => (workers.push(spawnFromText()), workers.at(-1)!);
    const { pass, joined } = rig(slowly, { spawn });
    await joined();
    await workers[0]!.terminate();
    for (let t = 0; t < 10; t++) expect(pass()).toEqual(Array(CHUNKS).fill(1));
  });

  it('fails when a worker does, now and as long as it is open', async () => {
    const { pass, joined } = rig(elsewhere(f => f.op(UNREACHABLE)));
    const message = 'threads: each worker must finish its part, got an error in a worker. Go on from a snapshot';
    await expect(joined()).rejects.toThrow(message);
    await expect(joined()).rejects.toBeInstanceOf(host().RuntimeError);
    expect(pass).toThrow(message);
  });

  it('fails when a worker keeps it waiting for too long', async () => {
    const { joined } = rig(
      elsewhere(f => f.loop(() => f.br(0))),
      { mostMs: 100 },
    );
    await expect(joined()).rejects.toThrow('must finish its part, got none for 0.1 s from a worker');
  });

  it('is computed alone once the workers have been told that it is over', async () => {
    const { pass, joined, end } = rig(slowly);
    await joined();
    end();
    // Workers hear of it in their own time. One that has not would take a part in one of ten passes.
    const tenPasses = () => Array.from({ length: 10 }, pass).flatMap(threads => [...threads]);
    await expect.poll(tenPasses).toEqual(Array(10 * CHUNKS).fill(1));
  });
});
