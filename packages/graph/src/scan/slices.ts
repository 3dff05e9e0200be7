import { DtypeError, isFloat, sameShape, type Shape, ShapeError } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { equal } from '../operations/comparison.ts';
import { fillLike } from '../operations/fill-like.ts';
import { mergeAxes, swapAxes } from '../operations/movement/merge-axes.ts';
import { sub } from '../operations/sub.ts';
import { transpose } from '../operations/transpose.ts';
import { where } from '../operations/where.ts';
import { axisOf } from '../protocol/axes.ts';
import { type LoopDefinition, placeholder, type LoopSlice } from './loop-definition.ts';

/** A placeholder for one position of each input. Throws `ShapeError` if an input lacks the axis or has another length. */
export function slicesOf(subject: string, inputs: readonly Node[], axis: string | number): LoopSlice[] {
  if (inputs.length === 0) throw new GraphError(subject, 'there must be an input', 'none', 'Give it xs with the axis.');
  const slices = inputs.map(x => sliceOf(x, axisIn(x, axis, subject)));
  checkSameLength(
    slices.map(({ stack }) => stack.shape),
    subject,
  );
  return slices;
}

function sliceOf(x: Node, axis: number): LoopSlice {
  const { name, dtype, circuit } = x;
  const shape = x.shape.filter((_, other) => other !== axis);
  return { placeholder: placeholder({ name, shape, dtype, circuit }), stack: timeFirst(x, axis) };
}

/** Makes one circuit of all that enters, so that layers in a cell are counted in it. */
export function joinCircuits(nodes: readonly Node[]): void {
  const circuits = nodes.flatMap(({ circuit }) => (circuit === undefined ? [] : [circuit]));
  for (const circuit of circuits) circuits[0]!.join(circuit);
}

/** Throws `ShapeError` if values whose positions a scan, or what the errors name, takes one by one have first axes of different sizes. */
function checkSameLength(stacks: readonly Shape[], subject = 'scan'): void {
  const lengths = stacks.map(shape => shape.slice(0, 1));
  if (lengths.every(length => sameShape(length, lengths[0]!))) return;
  throw new ShapeError(
    subject,
    stacks,
    'each input, and the mask, must have as many positions along the axis',
    'Cut or pad the shorter ones, and leave padding out by a mask.',
  );
}

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
function timeFirst(x: Node, axis: number): Node {
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

/** A loop in which some steps keep the carries and put out zeros. */
export function masked(definition: LoopDefinition, mask: Node, axis: string | number): LoopDefinition {
  if (mask.dtype !== 'bool')
    throw new DtypeError('scan', [mask.dtype], 'the mask must be bool', 'Compare first, as in less(position, length).');
  const place = axisIn(mask, axis);
  const stack = timeFirst(mask, place);
  checkSameLength([...definition.slices.map(slice => slice.stack.shape), stack.shape]);
  const counts = placeholder({ name: mask.name, shape: mask.shape.filter((_, n) => n !== place), dtype: 'bool' });
  return {
    ...definition,
    carries: definition.carries.map(carry => ({ ...carry, next: where(ranked(counts, carry.next), carry.next, carry.placeholder) as Node })), // prettier-ignore
    outputs: definition.outputs.map(output => where(ranked(counts, output), output, fillLike(output, 0)) as Node),
    slices: [
      ...definition.slices.map(slice => ({ ...slice, stack: shown(slice.stack, stack) })),
      { placeholder: counts, stack },
    ],
  };
}

/**
 * The positions of an input that count, and of the others what is finite. What comes of a step that does not count is left
 * out anyway, but a NaN in it would reach the gradients of what the cell captures, as 0·NaN. Indices that do not count are 0.
 */
function shown(x: Node, mask: Node): Node {
  if (x.dtype === 'bool' || !hasAxesOf(mask, x)) return x;
  const zero = fillLike(x, 0);
  const other = isFloat(x.dtype) ? (where(equal(sub(x, x), 0), x, zero) as Node) : zero;
  return where(ranked(mask, x), x, other) as Node;
}

function hasAxesOf({ shape }: Node, value: Node): boolean {
  return sameShape(shape, value.shape.slice(0, shape.length));
}

/** A mask with axes of size 1 behind its own, for those that a value has in addition. */
function ranked(mask: Node, value: Node): Node {
  const { length } = mask.shape;
  if (!hasAxesOf(mask, value))
    throw new ShapeError(
      'scan',
      [mask.shape, value.shape],
      'the mask of a step must have the first axes of each carry and output',
      'Give it the shape of xs without the features, as in [batch, time].',
    );
  return value.shape.slice(length).reduce((x: Node) => mergeAxes(x, x.shape.length, x.shape.length), mask);
}
