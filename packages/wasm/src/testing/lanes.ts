import { WasmModule } from '../assembler/wasm-module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { VectorFunction } from '../lowering/instruction-code.ts';
import { host, type WasmMemory } from '../memory/host.ts';

const PAGE = 65536;

/** Instantiates a module with a memory. */
export function instantiate<T>(module: WasmModule, memory: WasmMemory): T {
  const { Instance, Module: Compiled } = host();
  return new Instance(new Compiled(module.toBytes()), { env: { memory } }).exports as T;
}

/** A memory of at least so many bytes. */
export function memoryOf(bytes: number): WasmMemory {
  return new (host().Memory)({ initial: Math.ceil(bytes / PAGE) });
}

/** The memories of {@link sharedMemory}, by their pages. */
const shared = new Map<number, WasmMemory>();

/** Returns a memory of as few pages as so many bytes take, which tests take in turns: the system takes long to give a new one. */
export function sharedMemory(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / PAGE);
  const memory = shared.get(pages) ?? memoryOf(bytes);
  shared.set(pages, memory);
  return memory;
}

/** Values of a function of vectors, for as many columns of arguments as it takes; their length is a multiple of 4. */
export function evaluate(write: VectorFunction, ...columns: readonly Float32Array[]): Float32Array {
  const size = columns[0]!.byteLength;
  const memory = memoryOf(size * (columns.length + 1));
  for (const [i, column] of columns.entries()) new Float32Array(memory.buffer, i * size, column.length).set(column);
  const module = new WasmModule();
  module.export('run', loopOver(module, write, columns.length, size));
  instantiate<{ run: () => void }>(module, memory).run();
  return new Float32Array(memory.buffer, columns.length * size, size / 4);
}

/** A function that writes column after column of results behind those of the arguments, all of so many bytes. */
function loopOver(module: WasmModule, write: VectorFunction, columns: number, size: number): number {
  return module.func({ params: [], results: [] }, f => {
    const at = f.local('i32');
    f.i32(0).set(at);
    f.loop(() => {
      f.get(at);
      for (let i = 0; i < columns; i++) f.get(at).memory(v128.load, i * size);
      write(f);
      f.memory(v128.store, columns * size);
      f.get(at).i32(16).op(i32.add).tee(at).i32(size).op(i32.ltU).brIf(0);
    });
  });
}
