import type { Commit } from '@thalweg/graph/engine';
import { packedBytes } from '../product/cut.ts';
import { packsRight } from '../product/emit-product.ts';
import type { Unit } from './units.ts';
import type { Workshop } from './workshop.ts';

/** Has products find right factors packed that no step of the plan writes, and nobody feeds: weights in a prediction. */
export function packRights(units: readonly Unit[], commits: readonly Commit[], workshop: Workshop): Unit[] {
  const written = new Set(commits.map(({ register }) => register));
  return units.map(unit => {
    if (unit.kind !== 'product' || !packsRight(unit.shape)) return unit;
    const { b, shape } = unit;
    const { rule, cell, shape: sizes } = b.wire;
    if (rule !== undefined || b.fed !== undefined || written.has(cell!)) return unit;
    // One that may have other sizes would need a place for each.
    if (!sizes.every(Number.isInteger)) return unit;
    const right = workshop.packedRight(b, shape.transposeB, packedBytes(shape.n, shape.k));
    return { ...unit, right, shape: { ...shape, packedB: true } };
  });
}
