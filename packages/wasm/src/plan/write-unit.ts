import type { Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import type { Functions } from '../emit/functions.ts';
import { emitScalars } from '../emit/scalars.ts';
import { emitVector } from '../emit/vector.ts';
import { writeProduct } from '../product/emit-product.ts';
import type { Kernels } from '../product/kernels.ts';
import type { Told } from './told.ts';
import type { CodeUnit } from './units.ts';

/** What the function of a unit is written with. */
interface Site {
  readonly kernels: Kernels;
  readonly functions: Functions;
  /** Loads the address of a slot's storage into a local. */
  readonly addressOf: (f: Func, slot: Slot) => number;
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  readonly scratch: number;
  /** The function that ends a pass. */
  readonly fail: number;
}

/** The parameters of a product that is told its sizes, in their order, and behind them its scratch. */
const TOLD = [{ local: 0 }, { local: 1 }, { local: 2 }, { local: 3 }, { local: 4 }] as const;
const SCRATCH = 5;

/** The parameter of another function that is told how many rows there are. */
const ROWS = 0;

/** The index of the function of a unit. */
export function writeUnit(unit: CodeUnit, { told, key }: Told, site: Site): number {
  const { kernels, functions, addressOf, inPlace, scratch, fail } = site;
  const isTold = told.length > 0;
  const rows = isTold ? ROWS : undefined;
  return kernels.only(key, told.length, f => {
    if (unit.kind === 'product') {
      const [a, c] = [unit.a, unit.slot].map(slot => addressOf(f, slot)) as [number, number];
      const b = unit.right === undefined ? addressOf(f, unit.b) : f.local('i32');
      if (unit.right !== undefined) f.i32(unit.right.address).set(b);
      const at = isTold ? SCRATCH : f.local('i32');
      if (!isTold) f.i32(scratch).set(at);
      writeProduct(kernels, unit.shape)(f, { a, b, c, scratch: at, told: isTold ? TOLD : undefined });
    } else if (unit.kind === 'loop') {
      const reads = unit.code.reads.map(slot => addressOf(f, slot));
      const output = addressOf(f, unit.slot);
      const needed = unit.code.needs?.(kernels) ?? -1;
      unit.code.emit(f, { reads, output, scratch, needed, rows, fail: () => f.call(fail) });
    } else {
      const { group, vector } = unit;
      const leaves = group.leaves.map(({ slot }) => addressOf(f, slot));
      // What is written where it was read has one address.
      const readAt = (slot: Slot | undefined): number | undefined =>
        leaves[group.leaves.findIndex(leaf => leaf.slot === slot)];
      const roots = [...group.roots.keys()].map(slot => readAt(inPlace.get(slot)) ?? addressOf(f, slot));
      (vector ? emitVector : emitScalars)(group, { f, leaves, roots, functions, rows });
    }
  });
}
