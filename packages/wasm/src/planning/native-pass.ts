import { sizeOf } from '@thalweg/tensor';
import { Kernels } from '../assembler/kernels.ts';
import type { Module } from '../assembler/module.ts';
import type { LoopTable } from '../families/loop-table.ts';
import { Functions, type HostFunction } from '../lowering/functions.ts';
import type { Multiply, ProductMemory } from '../lowering/products.ts';
import { isByHost, type ScheduleItem, withBodies } from '../lowering/schedule-item.ts';
import { type EntryPoints, fail } from '../runtime/linked-pass.ts';
import { hostFunctions, importProducts } from './compile.ts';
import { operationsIn } from './explained.ts';
import type { NativeComputing, NativePass, NativeSite } from './native.ts';
import { entryPointsOf, type PassContents, writePass } from './write-pass.ts';

/** A module that is compiled for the processor. It imports `fail`, and functions of the host. */
export interface NativeModule extends Module {
  /** Compiles what was written, to work in a memory. Calls back when it is ready: at once, or between two passes. */
  compile(memory: ProductMemory, ready: (functions: NativeFunctions) => void): NativeCode;
}

/** The host's part of native code: the functions that it calls, and how products are rounded. */
export interface NativeHost {
  /** The functions that it calls, by the names of its imports. Those without a result compute products. */
  readonly functions: Readonly<Record<string, HostFunction | Multiply>>;
  /** True if multiplication and addition are one instruction in products, as in the pass of WebAssembly. */
  readonly fused: boolean;
}

/** The exported functions by name: they return true if the pass has failed. */
export type NativeFunctions = ReadonlyMap<string, (rows?: number) => boolean>;

/** The code of compiled functions. */
export interface NativeCode {
  /** Removes it, also before it is ready. It must not be called any longer. */
  readonly release: () => void;
}

/** Returns why a pass stays in WebAssembly: others take part in it, or it has fewer operations than `from`. */
export function whyNotNative(
  items: readonly ScheduleItem[],
  from: number,
  { loops, hasThreads }: NativeComputing,
): string | undefined {
  if (hasThreads) return 'threads compute it together';
  if (items.every(({ kind }) => kind === 'interpret')) return 'the interpreter computes all of it';
  const all = withBodies(items);
  const calls = all.reduce((sum, item) => sum + hostCalls(item, loops), 0);
  if (calls > MOST_CALLS)
    return `it calls ${[...hostFunctions(all, loops).keys()].join(', ')} of the host ${calls} times`;
  const operations = operationsIn(items);
  return operations < from ? `it has ${operations} operations only` : undefined;
}

/** The most calls of functions of the host in a pass, each of which costs as much as some hundred operations. */
const MOST_CALLS = 32;

/** The calls of functions of the host, at least one for each element. */
function hostCalls(item: ScheduleItem, loops: LoopTable): number {
  const called = hostFunctions([item], loops).size;
  if (called === 0 || (item.kind !== 'group' && item.kind !== 'reduction')) return called * (MOST_CALLS + 1);
  return called * sizeOf(item.group.shape);
}

/**
 * Writes the functions of a pass as a module, which is made for the functions of the host that it calls, and compiles it when passes
 * have taken so many operations: a frame that soon closes has nothing of it. Returns entry points that are those of WebAssembly
 * until the module is ready.
 */
export function compileNative(
  moduleFor: (host: NativeHost) => NativeModule,
  contents: PassContents,
  before: EntryPoints,
  { loops, memory, arena, products, profile }: NativeSite,
  after: number,
): NativePass {
  const all = withBodies([...contents.once, ...contents.always].map(({ item }) => item));
  const called = hostFunctions(all, loops);
  const library = all.some(isByHost) ? products?.open(memory.memory) : undefined;
  const host = { functions: { ...Object.fromEntries(called), ...library }, fused: loops.computing.fused };
  const module = moduleFor(host);
  const fails = module.import('fail', { params: [], results: [] });
  const functions = new Functions(module, called, loops.codeOf);
  const kernels = new Kernels(module, undefined, library && importProducts(module));
  const written = writePass(contents, { module, functions, kernels, loops, fail: fails, arena, profile });
  let now = before;
  let code: NativeCode | undefined;
  const begin = (): void => {
    code = module.compile(memory.memory, found => {
      now = entryPointsOf(written, name => {
        const call = found.get(name)!;
        return rows => {
          if (call(rows)) fail();
        };
      });
    });
  };
  const operations = operationsIn(contents.always.map(({ item }) => item));
  let left = after;
  const count = (passes: number): void => {
    if (code === undefined && (left -= passes * operations) <= 0) begin();
  };
  if (left <= 0) begin();
  const entryPoints: EntryPoints = {
    calls: before.calls.map((_, n) => () => {
      if (n === 0) count(1);
      now.calls[n]!();
    }),
    once: before.once.map((_, n) => () => now.once[n]!()),
    packs: before.packs.map(({ right }, n) => ({ right, pack: () => now.packs[n]!.pack() })),
    steps: before.steps && (rows => (count(rows), now.steps!(rows))),
  };
  return { entryPoints, isReady: () => now !== before, release: () => code?.release() };
}
