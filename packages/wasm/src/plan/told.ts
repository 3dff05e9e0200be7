import type { Slot } from '@thalweg/graph/runners';
import type { Sizes } from '@thalweg/tensor';
import { leadingRows } from '../emit/leading-rows.ts';
import { toldOf } from '../product/emit-product.ts';
import type { CodeUnit } from './units.ts';

/** How sizes get into the function of a unit. */
export interface Told {
  /** The numbers that it is told whenever it is called: how many rows there are, or what follows from that. */
  readonly told: readonly number[];
  /** All that its code hangs on besides: for the same slots there are the same formulas, but not the same sizes and strides. */
  readonly key: string;
}

/** Where a unit finds what it reads and writes. */
interface Places {
  readonly placeOf: (slot: Slot) => number;
  /** The source in whose place a root is written, if there is one. */
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  readonly scratch: number;
}

/** What a unit's function can be told, so that it serves other sizes too. */
export function toldTo(unit: CodeUnit, { placeOf, inPlace, scratch }: Places): Told {
  if (unit.kind === 'product') {
    const { told, alike } = toldOf(unit.shape) ?? {};
    const slots = [unit.slot, unit.a, unit.b].map(placeOf);
    if (told === undefined) {
      const { m, n, k, transposeA, transposeB } = unit.shape;
      return { told: [], key: [slots, m, n, k, transposeA, transposeB, scratch].join() };
    }
    return { told: [...told, scratch], key: `${slots.join()},${alike}` };
  }
  if (unit.kind === 'loop') {
    const { rows, scratch: bytes } = unit.code;
    const shapes = [unit.slot, ...unit.slot.inputs].map(({ shape }) => shape!);
    const own = [placeOf(unit.slot), bytes && scratch];
    return rowsOf(rows === undefined ? shapes : shapes.slice(1), rows, own);
  }
  const { shape, leaves, steps, roots } = unit.group;
  const slots = [...roots.keys()];
  const operands = steps.map(step =>
    step.operands.map(one => ('step' in one ? one.step : 'leaf' in one ? -1 - one.leaf : '')).join(),
  );
  return rowsOf([shape], leadingRows(slots[0]!), [
    ...slots.map(slot => `${placeOf(slot)}=${inPlace.has(slot) ? placeOf(inPlace.get(slot)!) : ''}`),
    ...leaves.map(({ slot, strides }) => `${placeOf(slot)}:${strides.join()}`),
    ...operands,
  ]);
}

/** What is told the number of rows, if there is one, and has all else of some shapes in its code. */
function rowsOf(shapes: readonly Sizes[], rows: number | undefined, own: readonly unknown[]): Told {
  const constants = rows === undefined ? shapes : shapes.map(shape => shape.slice(1));
  return {
    told: rows === undefined ? [] : [rows],
    key: [rows === undefined ? '' : '*', ...constants.map(one => one.join()), ...own].join(';'),
  };
}
