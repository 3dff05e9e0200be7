import { ShapeError, type Shape } from '@thalweg/tensor';

/** Positions along an axis. */
export interface Positions {
  /** The first position; a negative one is counted from the end. By default the first of all, in the step's direction. */
  readonly from?: number | undefined;
  /** The position to stop before, counted in the same way; by default none is left out. */
  readonly to?: number | undefined;
  /** The distance from one position to the next; a negative one goes backwards. 1 by default. */
  readonly step?: number | undefined;
}

/** Positions along an axis of a known size: `count` of them, `step` apart. */
export interface Window {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** A position `offset` after the start of an axis, or after its end. */
interface Place {
  readonly offset: number;
  readonly atEnd: boolean;
}

/** The positions that a slice takes of an axis of `length` elements. */
export function windowOf(length: number, positions: Positions): Window {
  const { step = 1 } = positions;
  const [start, stop] = placesOf(positions).map(({ offset, atEnd }) => offset + (atEnd ? length : 0)) as [
    number,
    number,
  ];
  return { first: start, step, count: countOf(stop - start, step) };
}

/**
 * The size of a slice along an axis: for its real size, or for every size that a name may have.
 *
 * - **Throws** `ShapeError` for positions that are not on the axis, and for a size that would follow from a name
 */
export function slicedSize(operation: string, shape: Shape, axis: number, positions: Positions): number | string {
  const length = shape[axis]!;
  const { from, to, step = 1 } = positions;
  const given = [from, to].filter(position => position !== undefined);
  const refuse = (requirement: string, advice: string): ShapeError =>
    new ShapeError(operation, [shape], requirement, advice);
  if (!Number.isInteger(step) || step === 0)
    throw refuse(`step must be a whole number other than 0, not ${step}`, 'Leave it out for 1.');
  if (typeof length === 'number') {
    const most = step > 0 ? length : length - 1;
    if (!given.every(position => Number.isInteger(position) && position >= -length && position <= most))
      throw refuse(
        `positions along axis ${axis} must be whole numbers from ${-length} to ${most}, not ${given.join(' and ')}`,
        'Check from and to.',
      );
    return windowOf(length, positions).count;
  }
  if (given.length === 0 && Math.abs(step) === 1) return length;
  const [start, stop] = placesOf(positions);
  if (start.atEnd !== stop.atEnd)
    throw refuse(
      `the size of a slice of '${length}' must not depend on its size`,
      'Give from and to, both counted from the start or both from the end.',
    );
  return countOf(stop.offset - start.offset, step);
}

function placesOf({ from, to, step = 1 }: Positions): [start: Place, stop: Place] {
  const up = step > 0;
  return [
    from === undefined ? { offset: up ? 0 : -1, atEnd: !up } : { offset: from, atEnd: from < 0 },
    to === undefined ? { offset: up ? 0 : -1, atEnd: up } : { offset: to, atEnd: to < 0 },
  ];
}

function countOf(distance: number, step: number): number {
  return Math.max(0, Math.ceil(distance / step));
}
