import type { Slot } from '@thalweg/graph/engine';
import type { Sizes } from '@thalweg/tensor';
import { leadingRows } from '../emit/leading-rows.ts';
import { toldOf } from '../product/emit-product.ts';
import type { Value } from './group.ts';
import type { CodeUnit } from './units.ts';

/** How sizes get into the function of a unit. */
export interface Told {
  /** The numbers that it is told whenever it is called: how many rows there are, or what follows from that. */
  readonly told: readonly number[];
  /** All that its code hangs on besides: for the same slots there are the same formulas, but not the same sizes and strides. */
  readonly key: () => string;
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
    const { m, n, k, transposeA, transposeB } = unit.shape;
    const key = (): string =>
      [...[unit.slot, unit.a, unit.b].map(placeOf), alike?.() ?? [m, n, k, transposeA, transposeB, scratch]].join();
    return { told: told === undefined ? [] : [...told, scratch], key };
  }
  if (unit.kind === 'loop') {
    const { slot, code } = unit;
    const shapes = [slot, ...slot.inputs].map(({ shape }) => shape!);
    const own = [placeOf(slot), code.scratch && scratch];
    return rowsOf(code.rows, code.rows === undefined ? shapes : shapes.slice(1), () => own);
  }
  const { shape, leaves, steps, roots } = unit.group;
  const [first] = [...roots.keys()];
  return rowsOf(leadingRows(first!), [shape], () => [
    ...[...roots].map(([root, value]) => [
      placeOf(root),
      inPlace.has(root) && placeOf(inPlace.get(root)!),
      markOf(value),
    ]),
    ...leaves.map(({ slot, strides }) => ['←', placeOf(slot), strides]),
    ...steps.map(({ operands }) => operands.map(markOf)),
  ]);
}

/** What is told the number of rows, if there is one, and has all else of some shapes in its code. */
function rowsOf(rows: number | undefined, shapes: readonly Sizes[], others: () => readonly unknown[]): Told {
  const key = (): string =>
    [rows !== undefined, ...shapes.map(shape => (rows === undefined ? shape : shape.slice(1))), ...others()].join(';');
  return { told: rows === undefined ? [] : [rows], key };
}

/** A value in a key. */
function markOf(value: Value): number | string {
  return 'step' in value ? value.step : 'leaf' in value ? -1 - value.leaf : `#${value.literal}`;
}
