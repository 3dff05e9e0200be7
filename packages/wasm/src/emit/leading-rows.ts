import type { Slot } from '@thalweg/graph/engine';

/**
 * The number of rows of a value, if it may be another one in the next pass: the first axis has a name. One row does not count,
 * as axes fall together for it.
 */
export function leadingRows({ wire, shape }: Slot): number | undefined {
  const rows = shape![0];
  return typeof wire.shape[0] === 'string' && rows! > 1 ? rows : undefined;
}

/** Rows along the first axes of a value: their number, and the number of these axes. */
export interface LeadingAxes {
  readonly rows: number;
  readonly axes: number;
}

/**
 * The rows along the first axes of a value before `end`, if these have names and are walked as one by all strides: a batch of
 * sequences has as many rows as there are steps in all of them.
 */
export function leadingAxes(
  slot: Slot,
  strides: readonly (readonly number[])[],
  end: number = slot.shape!.length,
): LeadingAxes | undefined {
  const { wire, shape } = slot;
  let rows = leadingRows(slot);
  if (rows === undefined) return undefined;
  let axes = 1;
  for (; axes < end; axes++) {
    const length = shape![axes]!;
    const follows = strides.every(all => all[axes - 1] === all[axes]! * length);
    if (typeof wire.shape[axes] !== 'string' || length < 2 || !follows) break;
    rows *= length;
  }
  return { rows, axes };
}
