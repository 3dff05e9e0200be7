import { bind, type Slot } from '@thalweg/graph/engine';
import type { Arithmetic, Func } from '../assembler/func.ts';
import { Module } from '../assembler/module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { Functions, type HostFunction } from '../emit/functions.ts';
import { isNative } from '../emit/instructions.ts';
import { host } from '../host.ts';
import type { BufferArena } from '../ir/buffer-arena.ts';
import type { EntryPoints } from '../ir/entry-points.ts';
import type { KernelCache } from '../ir/kernel-cache.ts';
import { Kernels } from '../ir/kernels.ts';
import { writtenBy, type CompiledItem, type ScheduleItem } from '../ir/schedule-item.ts';
import type { SharedPlan } from '../ir/shared-plan.ts';
import { storedIn } from '../ir/stored-in.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { packPanels } from '../product/pack-panels.ts';
import { withBodies } from '../scan/scan-item.ts';
import type { ParallelKernels } from '../threads/parallel-kernels.ts';
import type { WorkerGroup } from '../threads/worker-group.ts';
import type { DynamicSizes } from './dynamic-sizes.ts';
import { checkOf, stepsOf, type Code, type Segment, type Stepping } from './steps.ts';
import { writeItem } from './write-item.ts';

/** The inputs of all functions of a plan, besides its items. */
export interface Target {
  readonly memory: LinearMemory;
  readonly arithmetic: Arithmetic | undefined;
  readonly workers: WorkerGroup | undefined;
  readonly arena: BufferArena;
  readonly reserve: (bytes: number) => number;
  /** If true, each item has its own call. */
  readonly profile: boolean;
}

/** An item with its sizes; without sizes it is interpreted. */
export interface SizedItem {
  readonly item: ScheduleItem;
  readonly sizes: DynamicSizes | undefined;
}

/** The contents of a module. */
export interface ModuleContents {
  /** The items of the first pass, and those of every pass. */
  readonly once: readonly SizedItem[];
  readonly always: readonly SizedItem[];
  readonly stepping: Stepping;
  /** The address of memory that functions work in. */
  readonly scratch: number;
  /** The sizes of an item in the body of a scan. */
  readonly sizesOf: (item: CompiledItem) => DynamicSizes;
  /** The functions that need not be written again. */
  readonly cache: KernelCache | undefined;
}

/** Code of a pass, or a slot that the interpreter computes. */
type Part = Code | Slot;

const NOTHING = { params: [], results: [] } as const;

/** Writes a module with the functions of a plan that no module has, and links it. */
export function assemble(contents: ModuleContents, target: Target): readonly [EntryPoints, SharedPlan | undefined] {
  return new Assembly(contents, target).link();
}

class Assembly {
  readonly #contents: ModuleContents;
  readonly #target: Target;
  readonly #items: readonly ScheduleItem[];
  readonly #module: Module;
  readonly #fail: number;
  readonly #functions: Functions;
  readonly #parallel: ParallelKernels | undefined;
  readonly #kernels: Kernels;
  /** The number of size arguments so far. */
  #sizeArguments = 0;

  constructor(contents: ModuleContents, target: Target) {
    this.#contents = contents;
    this.#target = target;
    this.#items = [...contents.once, ...contents.always].map(({ item }) => item);
    this.#module = new Module(target.arithmetic);
    this.#fail = this.#module.import('fail', NOTHING);
    this.#functions = new Functions(this.#module, hostFunctions(withBodies(this.#items)));
    this.#parallel = target.workers?.kernels(this.#module, target.memory, target.reserve);
    this.#kernels = new Kernels(this.#module, contents.cache);
  }

  link(): readonly [EntryPoints, SharedPlan | undefined] {
    const { once, always, cache } = this.#contents;
    const packs = this.#packs();
    const onceEntries = segmentsOf(this.#parts(once)).map(one => this.#entry(one));
    const passes = this.#passes(always);
    const callEntries = passes.map(segments => segments.map(one => this.#entry(one)));
    if (!this.#target.profile) this.#exportSteps(passes.flat());
    cache?.moveInto(this.#module);
    const [compiled, exports] = this.#instantiate();
    const callable = (one: string | Slot): (() => void) =>
      typeof one === 'string' ? (exports[one] as () => void) : bind(one);
    const entryPoints = {
      calls: callEntries.map(entries => inTurn(entries.map(callable))),
      once: onceEntries.map(callable),
      packs: packs.map(({ right, name }) => ({ right, pack: callable(name) })),
      steps: exports['steps'] as EntryPoints['steps'],
    };
    return [entryPoints, this.#parallel?.share(compiled, exports)];
  }

  #exportSteps(segments: readonly Segment[]): void {
    const { stepping } = this.#contents;
    const steps = stepsOf(stepping, segments, this.#target.arena.sizeArgument(this.#sizeArguments));
    if (steps !== undefined) this.#module.export('steps', this.#module.func({ params: ['i32'], results: [] }, steps));
  }

  #instantiate(): readonly [compiled: object, exports: Readonly<Record<string, unknown>>] {
    const { memory } = this.#target;
    const env = { ...this.#functions.host, ...this.#parallel?.finish(), fail };
    const { Module: Compiled, Instance } = host();
    const compiled = new Compiled(this.#module.toBytes(memory.limits.maximum));
    const table = this.#contents.cache?.table;
    return [compiled, new Instance(compiled, { env: { ...env, memory: memory.memory, table } }).exports];
  }

  /** The segments of each call of a pass: one for as much as can be, or for a single item each if these are measured. */
  #passes(items: readonly SizedItem[]): Segment[][] {
    const parts = this.#checkedParts(items);
    return this.#target.profile ? parts.map(segmentsOf) : segmentsOf(parts.flat()).map(segment => [segment]);
  }

  /** The code that computes each item of a pass, with the check of a value as soon as it is there. */
  #checkedParts(items: readonly SizedItem[]): Part[][] {
    const { stepping } = this.#contents;
    const { checked } = stepping;
    const parts = this.#parts(items).map(part => [part]);
    if (checked === undefined) return parts;
    const check = checkOf(stepping, checked, this.#fail);
    const after = parts[items.findIndex(({ item }) => writtenBy(item).includes(checked))];
    // A source is there from the beginning.
    if (after !== undefined) after.push(check);
    else if (parts.length > 0) parts[0]!.unshift(check);
    else parts.push([check]);
    return parts;
  }

  /** The calls of items, and slots that are interpreted in between. */
  #parts(items: readonly SizedItem[]): Part[] {
    return items.map(({ item, sizes }) => (item.kind === 'interpret' ? item.slot : this.#callOf(item, sizes!)));
  }

  /** Writes the function of an item, if it is new. Returns the code that calls it. */
  #callOf(item: CompiledItem, sizes: DynamicSizes): (f: Func) => void {
    const { arena } = this.#target;
    const site = {
      kernels: this.#kernels,
      functions: this.#functions,
      addressOf: this.#addressOf,
      inPlace: this.#contents.stepping.inPlace,
      scratch: this.#contents.scratch,
      fail: this.#fail,
      placeOf: (slot: Slot) => this.#contents.stepping.places.get(slot)!,
      sizesOf: this.#contents.sizesOf,
    };
    const inChunks = this.#parallel?.add(item, site);
    const index = inChunks ?? writeItem(item, sizes, site);
    const places = sizes.sizeArguments.map(() => arena.sizeArgument(this.#sizeArguments++));
    return f => {
      if (inChunks !== undefined) return f.call(index);
      if (sizes.isByAddress) f.i32(places[0]!);
      else for (const place of places) f.i32(0).memory(i32.load, place);
      return f.call(index);
    };
  }

  /** Functions that pack the right factors that are packed ahead. */
  #packs() {
    const rights = new Map(
      this.#items.flatMap(item => (item.kind === 'product' && item.right ? [[item.right, item.shape]] : [])),
    );
    return [...rights].map(([right, shape]) => {
      const pack = packPanels(this.#kernels, shape, shape.k);
      const name = this.#export(f => f.get(this.#addressOf(f, right.slot)).i32(right.address).i32(0).call(pack));
      return { right, name };
    });
  }

  /** The name of the function that computes a segment, or the slot that is interpreted. */
  #entry(segment: Segment): string | Slot {
    if (!Array.isArray(segment)) return segment;
    return this.#export(f => {
      for (const call of segment) call(f);
    });
  }

  #export(code: (f: Func) => void): string {
    const index = this.#module.func(NOTHING, code);
    const name = String(index);
    this.#module.export(name, index);
    return name;
  }

  /** Loads the address of a slot's storage into a local. */
  readonly #addressOf = (f: Func, slot: Slot): number => {
    const local = f.local('i32');
    f.i32(0).memory(i32.load, this.#contents.stepping.places.get(storedIn(slot))!);
    f.set(local);
    return local;
  };
}

/** Returns a function that calls some others in turn; the only one itself. */
function inTurn(calls: readonly (() => void)[]): () => void {
  return calls.length === 1
    ? calls[0]!
    : () => {
        for (const call of calls) call();
      };
}

/** Joins the code between slots that are interpreted. */
function segmentsOf(parts: readonly Part[]): Segment[] {
  const segments: Segment[] = [];
  for (const part of parts) {
    const last = segments.at(-1);
    if (typeof part !== 'function') segments.push(part);
    else if (Array.isArray(last)) last.push(part);
    else segments.push([part]);
  }
  return segments;
}

/** Ends a pass; the interpreter takes it again and finds out why. */
function fail(): never {
  throw new Error('The pass failed in compiled code.');
}

/** The functions of the host that formulas call, by name. */
function hostFunctions(items: readonly ScheduleItem[]): Map<string, HostFunction> {
  const used = new Map<string, HostFunction>();
  for (const item of items) {
    if (item.kind === 'loop') for (const [name, of] of Object.entries(item.code.calls ?? {})) used.set(name, of);
    if (item.kind === 'group' || item.kind === 'reduction')
      for (const { instruction } of item.group.steps)
        if (!isNative(instruction.name, item.kind === 'reduction' || item.vector))
          used.set(instruction.name, instruction.of);
  }
  return used;
}
