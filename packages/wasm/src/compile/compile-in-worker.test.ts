import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { WasmModule } from '../assembler/wasm-module.ts';
import { host } from '../memory/host.ts';
import { compileInWorker } from './compile-in-worker.ts';
import { compileLoop } from './compile-loop.ts';

const workers: Worker[] = [];
afterEach(() => Promise.all(workers.splice(0).map(worker => worker.terminate())));

function workerOf(text: string): Worker {
  const worker = new Worker(text, { eval: true, execArgv: [] });
  workers.push(worker);
  return worker;
}

/** A module with a function that returns a number. */
function moduleOf(value: number): Uint8Array<ArrayBuffer> {
  const module = new WasmModule();
  module.export(
    'value',
    module.func({ params: [], results: ['i32'] }, f => f.i32(value)),
  );
  return module.toBytes();
}

function valueOf(module: object): unknown {
  const memory = new (host().Memory)({ initial: 1 });
  const { exports } = new (host().Instance)(module, { env: { memory } });
  return (exports['value'] as () => unknown)();
}

describe('compileInWorker', () => {
  it('returns modules that the worker compiled, several at a time', async () => {
    const worker = workerOf(`(${String(compileLoop)})()`);
    const modules = await Promise.all([7, 8].map(value => compileInWorker(moduleOf(value), worker)));
    expect(modules.map(valueOf)).toEqual([7, 8]);
    expect(worker.listenerCount('error')).toBe(0);
  });

  it('leaves the bytes to the caller', async () => {
    const bytes = moduleOf(1);
    await compileInWorker(bytes, workerOf(`(${String(compileLoop)})()`));
    expect(bytes.length).toBeGreaterThan(8);
  });

  it('refuses bytes that are no module, and goes on with the next', async () => {
    const worker = workerOf(`(${String(compileLoop)})()`);
    await expect(compileInWorker(new Uint8Array([1, 2, 3]), worker)).rejects.toThrow(
      /^compileInWorker: the worker must compile the module, got CompileError: .* Serve the worker’s script, which imports/,
    );
    expect(valueOf(await compileInWorker(moduleOf(3), worker))).toBe(3);
  });

  it('refuses a worker that fails', async () => {
    const worker = workerOf('throw new Error("no such script");');
    await expect(compileInWorker(moduleOf(1), worker)).rejects.toThrow('got no such script. Serve');
    expect(worker.listenerCount('error')).toBe(0);
  });
});
