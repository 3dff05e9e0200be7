import type { Node } from '../node/node.ts';
import { matmul } from '../operations/matmul.ts';
import { mul } from '../operations/mul.ts';
import { sum } from '../operations/sum.ts';
import { transpose } from '../operations/transpose.ts';
import { diagonalOf } from './diagonals.ts';
import { mergeAxes, splitAxis } from './merge-axes.ts';
import { withAxes } from './without-axes.ts';

/** A value with a label for each axis. */
export interface Labelled {
  readonly node: Node;
  readonly labels: readonly string[];
}

/** Takes the diagonal of axes that have one label. */
export function onDiagonals({ node, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second < 0) return { node, labels };
  const first = labels.indexOf(labels[second]!);
  const kept = labels.flatMap((_, axis) => (axis === first || axis === second ? [] : [axis]));
  const diagonal = diagonalOf(turned(node, [...kept, first, second]), 'einsum');
  return onDiagonals({ node: diagonal, labels: [...kept.map(axis => labels[axis]!), labels[second]!] });
}

/** Sums over all labels but some. */
export function summed({ node, labels }: Labelled, isKept: (label: string) => boolean): Labelled {
  const axes = labels.flatMap((label, axis) => (isKept(label) ? [] : [axis]));
  return axes.length === 0 ? { node, labels } : { node: sum(node, { axes }) as Node, labels: labels.filter(isKept) };
}

/** Puts the axes in the order of some labels, which are all that it has. */
export function ordered({ node, labels }: Labelled, order: readonly string[]): Node {
  return turned(
    node,
    order.map(label => labels.indexOf(label)),
  );
}

/** The product of two values, summed over labels that only they have: as one product of matrices, if there are any. */
export function multiplied(left: Labelled, right: Labelled, isLater: (label: string) => boolean): Labelled {
  const a = summed(left, label => isLater(label) || right.labels.includes(label));
  const b = summed(right, label => isLater(label) || left.labels.includes(label));
  const inner = a.labels.filter(label => b.labels.includes(label) && !isLater(label));
  if (inner.length > 0) return contracted(a, b, inner);
  const labels = [...a.labels, ...b.labels.filter(label => !a.labels.includes(label))];
  return { node: mul(aligned(a, labels), aligned(b, labels)) as Node, labels };
}

/** A product of matrices for each index of what both keep. */
function contracted(a: Labelled, b: Labelled, inner: readonly string[]): Labelled {
  const only = (x: Labelled, y: Labelled): string[] => x.labels.filter(label => !y.labels.includes(label));
  const batch = a.labels.filter(label => b.labels.includes(label) && !inner.includes(label));
  const [rows, columns] = [only(a, b), only(b, a)];
  const left = ordered(a, [...batch, ...rows, ...inner]);
  const right = ordered(b, [...batch, ...inner, ...columns]);
  const [first, ofRows, ofInner] = [batch.length, batch.length + rows.length, batch.length + inner.length];
  const product = matmul(
    mergeAxes(mergeAxes(left, ofRows, left.shape.length), first, ofRows),
    mergeAxes(mergeAxes(right, ofInner, right.shape.length), first, ofInner),
  ) as Node;
  const wide = splitAxis(product, first + 1, { like: right, from: ofInner, to: right.shape.length });
  return {
    node: splitAxis(wide, first, { like: left, from: first, to: ofRows }),
    labels: [...batch, ...rows, ...columns],
  };
}

/** With axes of size 1 for labels that it lacks. */
function aligned(x: Labelled, labels: readonly string[]): Node {
  const own = labels.filter(label => x.labels.includes(label));
  const missing = labels.flatMap((label, axis) => (x.labels.includes(label) ? [] : [axis]));
  return withAxes(ordered(x, own), missing);
}

function turned(x: Node, order: readonly number[]): Node {
  return order.every((axis, n) => axis === n) ? x : (transpose(x, order) as Node);
}
