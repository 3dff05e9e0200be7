import { bind, type Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopTable } from '../families/loop-table.ts';
import type { Functions } from '../lowering/functions.ts';
import type { DynamicSizes, Site } from '../lowering/item-code.ts';
import type { Stepping } from '../lowering/lay-out.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { writtenBy, type CompiledItem, type ScheduleItem } from '../lowering/schedule-item.ts';
import type { AddressTable } from '../runtime/address-table.ts';
import { type EntryPoints, inTurn, type PackedRight } from '../runtime/linked-pass.ts';
import { storedIn } from '../runtime/slots.ts';
import type { ParallelKernels } from '../threads/parallel-kernels.ts';
import { isSmall, writeItem, writeSmall } from './compiled-item.ts';
import { checkOf, stepsOf, type Code, type Segment } from './steps.ts';

/** An item with its sizes; without sizes it is interpreted. */
export interface SizedItem {
  readonly item: ScheduleItem;
  readonly sizes: DynamicSizes | undefined;
}

/** The contents of a pass's functions. */
export interface PassContents {
  /** The items of the first pass, and those of every pass. */
  readonly once: readonly SizedItem[];
  readonly always: readonly SizedItem[];
  readonly stepping: Stepping;
  /** The address of memory that functions work in. */
  readonly scratch: number;
  /** The sizes of an item in the body of a scan. */
  readonly sizesOf: (item: CompiledItem) => DynamicSizes;
}

/** The module that a pass is written into, and what its functions call there. */
interface ModuleSite {
  readonly module: Module;
  readonly functions: Functions;
  readonly kernels: Kernels;
  readonly loops: LoopTable;
  /** The function that ends a pass. */
  readonly fail: number;
  readonly arena: AddressTable;
  /** If true, each item has its own call. */
  readonly profile?: boolean;
  readonly parallel?: ParallelKernels | undefined;
}

/** The name of a function that the module exports, or the slot that the interpreter computes in its place. */
export type Entry = string | Slot;

/** The functions of a pass, by their names in the module. */
export interface WrittenPass {
  readonly once: readonly Entry[];
  readonly calls: readonly (readonly Entry[])[];
  readonly packs: readonly { readonly right: PackedRight; readonly name: string }[];
  readonly steps: string | undefined;
}

/** Returns the entry points of a pass, whose functions are found by their names. */
export function entryPointsOf(
  { calls, once, packs, steps }: WrittenPass,
  functionOf: (name: string) => (rows?: number) => void,
): EntryPoints {
  const callable = (one: Entry): (() => void) => (typeof one === 'string' ? functionOf(one) : bind(one));
  return {
    calls: calls.map(entries => inTurn(entries.map(callable))),
    once: once.map(callable),
    packs: packs.map(({ right, name }) => ({ right, pack: callable(name) })),
    steps: steps === undefined ? undefined : functionOf(steps),
  };
}

/** Code of a pass, or a slot that the interpreter computes. */
type Part = Code | Slot;

const NOTHING = { params: [], results: [] } as const;

/** Writes the functions of a pass into a module, but those that are cached, and exports its entry points. */
export function writePass(contents: PassContents, site: ModuleSite): WrittenPass {
  return new PassWriter(contents, site).write();
}

class PassWriter {
  readonly #contents: PassContents;
  readonly #site: ModuleSite;
  /** The number of size arguments so far. */
  #sizeArguments = 0;

  /** The surroundings of the functions of items. */
  readonly #itemSite: Site;

  constructor(contents: PassContents, site: ModuleSite) {
    this.#contents = contents;
    this.#site = site;
    const { kernels, functions, fail, loops } = site;
    const { stepping, scratch, sizesOf } = contents;
    this.#itemSite = {
      kernels,
      functions,
      codes: loops.items,
      addressOf: this.#addressOf,
      inPlace: stepping.inPlace,
      scratch,
      fail,
      placeOf: slot => stepping.places.get(slot)!,
      sizesOf,
      functionOf: (item, sizes) => writeItem(item, sizes, this.#itemSite),
      packOf: shape => loops.pack!(kernels, shape, shape.k),
    };
  }

  write(): WrittenPass {
    const { once, always } = this.#contents;
    const packs = this.#packs();
    const onceEntries = segmentsOf(this.#runs(once).map(run => this.#part(run))).map(one => this.#entry(one));
    const passes = this.#passes(always);
    const calls = passes.map(segments => segments.map(one => this.#entry(one)));
    const steps = this.#site.profile ? undefined : this.#steps(passes.flat());
    return { once: onceEntries, calls, packs, steps };
  }

  /** The name of the function that takes steps, if there is one. */
  #steps(segments: readonly Segment[]): string | undefined {
    const { arena, module } = this.#site;
    const steps = stepsOf(this.#contents.stepping, segments, arena.sizeArgument(this.#sizeArguments));
    return steps && this.#exported(module.func({ params: ['i32'], results: [] }, steps));
  }

  /** The segments of each call of a pass: one for as much as can be, or for a single item each if these are measured. */
  #passes(items: readonly SizedItem[]): Segment[][] {
    const parts = this.#checkedParts(items);
    return this.#site.profile ? parts.map(segmentsOf) : segmentsOf(parts.flat()).map(segment => [segment]);
  }

  /** The code that computes each item of a pass, with the check of a value as soon as it is there. */
  #checkedParts(items: readonly SizedItem[]): Part[][] {
    const { stepping } = this.#contents;
    const { checked } = stepping;
    const runs = this.#runs(items, checked);
    const parts = runs.map(run => [this.#part(run)]);
    if (checked === undefined) return parts;
    const check = checkOf(stepping, checked, this.#site.fail);
    const after = parts[runs.findIndex(run => run.some(({ item }) => writtenBy(item).includes(checked)))];
    // A source is there from the beginning.
    if (after !== undefined) after.push(check);
    else if (parts.length > 0) parts[0]!.unshift(check);
    else parts.push([check]);
    return parts;
  }

  /** The items that are computed by one function: some small ones, up to one that computes a value which is checked, or a single one. */
  #runs(items: readonly SizedItem[], checked?: Slot): SizedItem[][] {
    const { profile, parallel } = this.#site;
    const apart = profile === true || parallel !== undefined;
    const runs: SizedItem[][] = [];
    let open = false;
    for (const one of items) {
      const small = !apart && isSmall(one);
      if (small && open) runs.at(-1)!.push(one);
      else runs.push([one]);
      open = small && !(checked !== undefined && writtenBy(one.item).includes(checked));
    }
    return runs;
  }

  /** The call of the function for a run, or a slot that is interpreted in between. */
  #part(run: readonly SizedItem[]): Part {
    const [{ item, sizes }] = run as [SizedItem];
    if (item.kind === 'interpret') return item.slot;
    if (run.length === 1) return this.#callOf(item, sizes!);
    const index = writeSmall(run.filter(isSmall), this.#itemSite);
    return f => f.call(index);
  }

  /** Writes the function of an item, if it is new. Returns the code that calls it. */
  #callOf(item: CompiledItem, sizes: DynamicSizes): (f: Func) => void {
    const { arena, parallel } = this.#site;
    const inChunks = parallel?.add(item, this.#itemSite);
    const index = inChunks ?? writeItem(item, sizes, this.#itemSite);
    const places = sizes.sizeArguments.map(() => arena.sizeArgument(this.#sizeArguments++));
    return f => {
      if (inChunks !== undefined) return f.call(index);
      if (sizes.isByAddress) f.address(places[0]!);
      else for (const place of places) f.origin().memory(i32.load, place);
      return f.call(index);
    };
  }

  /** Functions that pack the right factors that are packed ahead. */
  #packs() {
    const { once, always } = this.#contents;
    const rights = new Map(
      [...once, ...always].flatMap(({ item }) =>
        item.kind === 'product' && item.right ? [[item.right.address, [item.right, item.shape] as const]] : [],
      ),
    );
    return [...rights.values()].map(([right, shape]) => {
      const pack = this.#itemSite.packOf(shape);
      const name = this.#export(f => f.get(this.#addressOf(f, right.slot)).address(right.address).i32(0).call(pack));
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
    return this.#exported(this.#site.module.func(NOTHING, code));
  }

  #exported(index: number): string {
    const name = String(index);
    this.#site.module.export(name, index);
    return name;
  }

  /** Loads the address of a slot's storage into a local. */
  readonly #addressOf = (f: Func, slot: Slot): number => {
    const local = f.local('i32');
    f.origin().memory(i32.load, this.#contents.stepping.places.get(storedIn(slot))!);
    f.set(local);
    return local;
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
