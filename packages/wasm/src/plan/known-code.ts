import { sameShape } from '@thalweg/tensor';
import type { Slot } from '@thalweg/graph/runners';
import { inTable } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import { host, type WasmTable } from '../host.ts';
import type { Entries } from './entries.ts';
import type { Group, Value } from './group.ts';
import type { Sized } from './told.ts';
import { isNamed, writtenBy, type CodeUnit } from './units.ts';

/** What the code of a unit follows from, besides what lies in tables. */
export interface Written {
  readonly unit: CodeUnit;
  readonly sized: Sized;
  /** For each root of a group the source that has its address. */
  readonly inPlace: readonly (Slot | undefined)[];
}

/**
 * The functions of the plans of one frame, in a table that their modules share: a plan for other sizes brings only those that
 * hang on its sizes. What it finds here has been compiled, and most often optimized by the host.
 */
export class KnownCode {
  readonly table: WasmTable = new (host().Table)({ element: 'anyfunc', initial: 0 });
  readonly #kernels = new Map<string, number>();
  /** By the first slot that they write, and their sizes. */
  readonly #units = new Map<Slot, Map<string, (readonly [Written, number])[]>>();
  readonly #entries = new Map<string, Entries>();
  /** Those that the next module brings. */
  #brought: number[] = [];
  #size = 0;

  /** How many functions there are. */
  get size(): number {
    return this.#size;
  }

  /** What stands for the index of a kernel; none if it is not here. */
  kernel(key: string): number | undefined {
    return this.#kernels.get(key);
  }

  addKernel(key: string, index: number, params: number): void {
    this.#kernels.set(key, this.#add(index, params));
  }

  /** The same for the function of a unit. */
  unit(written: Written): number | undefined {
    return this.#alike(written).find(([other]) => isSame(written, other))?.[1];
  }

  /** Adds the function of a unit; what hangs on sizes that are told to none would only serve them. What stands for its index. */
  addUnit(written: Written, index: number): number | undefined {
    const { unit, sized } = written;
    if (sized.told.length === 0 && isNamed(unit)) return undefined;
    const standing = this.#add(index, sized.told.length);
    this.#alike(written).push([written, standing]);
    return standing;
  }

  /** The functions of a plan by all that their code hangs on; none for a plan that has functions of its own. */
  entries(key: string | undefined): Entries | undefined {
    return key === undefined ? undefined : this.#entries.get(key);
  }

  addEntries(key: string | undefined, entries: Entries): void {
    if (key !== undefined) this.#entries.set(key, entries);
  }

  /** Has a module bring into the table what was added since the one before. */
  bring(module: Module): void {
    module.elements(this.#size - this.#brought.length, this.#brought);
    this.table.grow(this.#brought.length);
    this.#brought = [];
  }

  /** What was written for the same slot and sizes. */
  #alike({ unit, sized: { constants } }: Written): (readonly [Written, number])[] {
    const slot = writtenBy(unit)[0]!;
    let bySizes = this.#units.get(slot);
    if (bySizes === undefined) this.#units.set(slot, (bySizes = new Map()));
    let alike = bySizes.get(constants);
    if (alike === undefined) bySizes.set(constants, (alike = []));
    return alike;
  }

  #add(index: number, params: number): number {
    this.#brought.push(index);
    return inTable(this.#size++, params);
  }
}

function isSame(one: Written, other: Written): boolean {
  const [a, b] = [one.unit, other.unit];
  if (a.kind !== b.kind) return false;
  if (a.kind === 'group')
    return (
      a.vector === (b as typeof a).vector &&
      isEach(one.inPlace, other.inPlace, Object.is) &&
      isSameGroup(a.group, (b as typeof a).group)
    );
  return a.kind !== 'product' || (a.a === (b as typeof a).a && a.b === (b as typeof a).b);
}

function isSameGroup(a: Group, b: Group): boolean {
  return (
    isEach(a.leaves, b.leaves, (x, y) => x.slot === y.slot && sameShape(x.strides, y.strides)) &&
    isEach(
      a.steps,
      b.steps,
      (x, y) => x.instruction.name === y.instruction.name && isEach(x.operands, y.operands, isSameValue),
    ) &&
    isEach(
      [...a.roots],
      [...b.roots],
      ([slot, value], [other, its]) =>
        slot === other && isSameValue(value, its) && a.flushed.has(slot) === b.flushed.has(slot),
    )
  );
}

function isSameValue(a: Value, b: Value): boolean {
  if ('literal' in a) return 'literal' in b && Object.is(a.literal, b.literal);
  if ('step' in a) return 'step' in b && a.step === b.step;
  return 'leaf' in b && a.leaf === b.leaf;
}

function isEach<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((x, i) => same(x, b[i]!));
}
