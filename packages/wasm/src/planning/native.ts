import type { ScheduleItem } from '../lowering/schedule-item.ts';
import type { Products } from '../lowering/products.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import type { AddressTable } from '../runtime/address-table.ts';
import type { EntryPoints } from '../runtime/linked-pass.ts';
import type { LoopTable } from '../families/loop-table.ts';
import type { PassContents } from './write-pass.ts';

/** The option `native` of `wasm()`: compiles passes for the processor, such as `llvm()` of `@thalweg/node/llvm`. */
export interface Native {
  /** The compiler with its version, as `explain` prints it. */
  readonly name: string;
  /** The float32 in a vector of wide code. */
  readonly lanes: number;
  /** Returns why a pass stays in WebAssembly; `undefined` for one that it compiles. */
  readonly whyNot: (items: readonly ScheduleItem[], computing: NativeComputing) => string | undefined;
  /** Compiles the functions of a pass. Until they are ready, its entry points are those of WebAssembly. */
  readonly compile: (contents: PassContents, before: EntryPoints, site: NativeSite) => NativePass;
}

/** The code that WebAssembly has for a pass, and whether threads compute it. */
export interface NativeComputing {
  readonly loops: LoopTable;
  /** True if threads compute it together. */
  readonly hasThreads: boolean;
}

/** The memory that native code works in, and what it finds there. */
export interface NativeSite {
  readonly loops: LoopTable;
  readonly memory: LinearMemory;
  readonly arena: AddressTable;
  /** The library that computes some products. */
  readonly products?: Products | undefined;
  /** If true, each item has its own call. */
  readonly profile: boolean;
}

/** A pass that is compiled for the processor. */
export interface NativePass {
  readonly entryPoints: EntryPoints;
  /** Returns true once they are those of the code. */
  readonly isReady: () => boolean;
  /** Removes the code, also before it is ready. It must not be called any longer. */
  readonly release: () => void;
}
