import { ShapeError } from '@thalweg/tensor';
import { swapAxes } from '../compositions/swap-axes.ts';
import type { Node } from '../node/node.ts';
import { transpose } from '../operations/transpose.ts';
import { axisOf } from '../shape/axis.ts';

/** The place of the axis that a scan, or what the errors name, runs along. Throws `ShapeError` if a node has no such axis. */
export function axisIn(x: Node, axis: string | number, subject = 'scan'): number {
  if (typeof axis === 'number') return axisOf(subject, x, axis);
  const place = x.shape.indexOf(axis);
  if (place >= 0) return place;
  throw new ShapeError(
    subject,
    [x.shape],
    `each input must have the axis '${axis}'`,
    'Name it in the shape, or say which axis it is: { axis: 0 }.',
  );
}

/** A value with an axis in the first place. */
export function timeFirst(x: Node, axis: number): Node {
  return moved(x, axis, 0);
}

/** A value with its first axis in another place, or in the last if it has fewer. */
export function timeAt(x: Node, axis: number): Node {
  return moved(x, 0, Math.min(axis, x.shape.length - 1));
}

function moved(x: Node, from: number, to: number): Node {
  if (from === to) return x;
  if (from + to === 1) return swapAxes(x);
  const order = x.shape.map((_, axis) => axis).filter(axis => axis !== from);
  order.splice(to, 0, from);
  return transpose(x, order) as Node;
}
