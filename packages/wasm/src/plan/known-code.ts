import { sameShape, type Sizes } from '@thalweg/tensor';
import type { Slot } from '@thalweg/graph/runners';
import { inTable } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import { host, type WasmTable } from '../host.ts';
import type { Group, Value } from './group.ts';
import { writtenBy, type Unit } from './units.ts';

/** What the code of a unit follows from, besides what lies in tables. */
export interface Written {
  readonly unit: Unit;
  /** How many rows its function is told to compute; if it is not told, they are among the sizes. */
  readonly rows: number | undefined;
  readonly sizes: string;
  /** For each root of a group the source that has its address. */
  readonly inPlace: readonly (Slot | undefined)[];
  readonly scratch: number;
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

  addUnit(written: Written, index: number): void {
    this.#alike(written).push([written, this.#add(index, written.rows === undefined ? 0 : 1)]);
  }

  /** Has a module bring into the table what was added since the one before. */
  bring(module: Module): void {
    module.elements(this.#size - this.#brought.length, this.#brought);
    this.table.grow(this.#brought.length);
    this.#brought = [];
  }

  /** What was written for the same slot and sizes. */
  #alike({ unit, sizes }: Written): (readonly [Written, number])[] {
    const slot = writtenBy(unit)[0]!;
    let bySizes = this.#units.get(slot);
    if (bySizes === undefined) this.#units.set(slot, (bySizes = new Map()));
    let alike = bySizes.get(sizes);
    if (alike === undefined) bySizes.set(sizes, (alike = []));
    return alike;
  }

  #add(index: number, params: number): number {
    this.#brought.push(index);
    return inTable(this.#size++, params);
  }
}

/** What the code of a unit follows from, for the sizes that there are now. */
export function writtenFor(
  unit: Unit,
  site: Pick<Written, 'rows' | 'scratch'> & { readonly inPlace: ReadonlyMap<Slot, Slot> },
): Written {
  const { rows, scratch, inPlace } = site;
  return { unit, rows, sizes: sizesOf(unit, rows), inPlace: writtenBy(unit).map(slot => inPlace.get(slot)), scratch };
}

/** All sizes in the code of a unit: those of elements but for the rows that it is told. */
function sizesOf(unit: Unit, rows: number | undefined): string {
  if (unit.kind === 'product') return Object.values(unit.shape).join();
  const [from, mark] = rows === undefined ? [0, ''] : [1, '*,'];
  const of = (shape: Sizes): string => mark + shape.slice(from).join();
  if (unit.kind === 'group') return of(unit.group.shape);
  return [...unit.slot.inputs, ...(rows === undefined ? [unit.slot] : [])].map(({ shape }) => of(shape!)).join(';');
}

function isSame(one: Written, other: Written): boolean {
  const [a, b] = [one.unit, other.unit];
  if (one.scratch !== other.scratch || a.kind !== b.kind) return false;
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
