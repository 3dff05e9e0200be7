import type { Slot } from '@thalweg/graph/runners';
import { leadingRows } from '../emit/leading-rows.ts';
import { toldOf } from '../product/emit-product.ts';
import type { Value } from './group.ts';
import { writtenBy, type CodeUnit } from './units.ts';

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
    const { m, n, k, transposeA, transposeB } = unit.shape;
    const { told, alike } = toldOf(unit.shape) ?? {};
    const key = [
      placeOf(unit.slot),
      placeOf(unit.a),
      placeOf(unit.b),
      alike ?? [m, n, k, transposeA, transposeB, scratch],
    ];
    return { told: told === undefined ? [] : [...told, scratch], key: key.join() };
  }
  const [slot] = writtenBy(unit) as [Slot];
  const key: (number | string)[] = [placeOf(slot)];
  const add = (sizes: readonly number[], from = 0): void => {
    for (let axis = from; axis < sizes.length; axis++) key.push(sizes[axis]!);
    key.push(';');
  };
  let rows: number | undefined;
  if (unit.kind === 'loop') {
    rows = unit.code.rows;
    for (const { shape } of slot.inputs) add(shape!, rows === undefined ? 0 : 1);
    if (rows === undefined) add(slot.shape!);
    if (unit.code.scratch !== undefined) key.push(scratch);
  } else {
    const { shape, leaves, steps, roots } = unit.group;
    rows = leadingRows(slot);
    add(shape, rows === undefined ? 0 : 1);
    for (const [root, value] of roots)
      key.push(placeOf(root), inPlace.has(root) ? placeOf(inPlace.get(root)!) : ';', markOf(value));
    for (const leaf of leaves) {
      key.push('←', placeOf(leaf.slot));
      add(leaf.strides);
    }
    key.push('=');
    for (const { operands } of steps) for (const one of operands) key.push(markOf(one));
  }
  return { told: rows === undefined ? [] : [rows], key: `${rows === undefined ? '' : 'rows '}${key.join()}` };
}

/** A value in a key. */
function markOf(value: Value): number | string {
  return 'step' in value ? value.step : 'leaf' in value ? -1 - value.leaf : `#${value.literal}`;
}
