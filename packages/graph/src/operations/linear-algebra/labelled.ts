import { type Shape, ShapeError } from '@thalweg/tensor';
import { GraphError } from '../../errors/graph-error.ts';
import type { Node } from '../../node/node.ts';
import { matmul } from '../matmul.ts';
import { mergeAxes, splitAxis } from '../movement/merge-axes.ts';
import { withAxes } from '../../protocol/axes.ts';
import { mul } from '../mul.ts';
import { sum } from '../sum.ts';
import { transpose } from '../transpose.ts';
import { diagonalOf } from './diagonals.ts';

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

/** Labels for the axes of values and of what is computed from them. Those of an ellipsis are numbers, counted from its end. */
interface Subscripts {
  readonly terms: readonly (readonly string[])[];
  readonly output: readonly string[];
}

const ELLIPSIS = '...';

/**
 * Reads subscripts such as `bij,bjk->bik`. Without an output they have those labels that occur once, in alphabetical order,
 * after those of an ellipsis.
 *
 * - **Throws** `GraphError` for subscripts that cannot be read, `ShapeError` for values that do not have their axes
 */
export function subscriptsOf(text: string, shapes: readonly Shape[]): Subscripts {
  const [inputs, output, ...others] = String(text).replace(/\s/g, '').split('->');
  const parts = inputs!.split(',');
  if (others.length > 0 || parts.length !== shapes.length)
    throw refused(`there must be a term for each of ${shapes.length} nodes`, text, "Try 'ij,jk->ik' for two.");
  const terms = parts.map((part, n) => labelled(part, shapes[n]!, text));
  const all = terms.flat();
  const rest = [...new Set(all.filter(isOfEllipsis))].sort((a, b) => Number(b) - Number(a));
  const once = all.filter(label => !isOfEllipsis(label) && all.indexOf(label) === all.lastIndexOf(label)).sort();
  const found = output === undefined ? [...rest, ...once] : lettersOf(output, text, rest);
  const wrong = found.find((label, n) => !all.includes(label) || found.indexOf(label) !== n);
  if (wrong !== undefined)
    throw refused(
      `label '${wrong}' of the output must be one of the terms, once`,
      text,
      'Name each axis of the result.',
    );
  if (!rest.every(label => found.includes(label)))
    throw refused('the output must have the ellipsis of the terms', text, "Try '...ij->...ji'.");
  return { terms, output: found };
}

/** Checks that each label has one size, and of the axes of an ellipsis that they broadcast. */
export function checkLabels({ terms }: Subscripts, shapes: readonly Shape[]): void {
  const sizes = new Map<string, number | string>();
  terms.forEach((labels, n) =>
    labels.forEach((label, axis) => {
      const size = shapes[n]![axis]!;
      const known = sizes.get(label) ?? size;
      const broadcasts = isOfEllipsis(label) && (size === 1 || known === 1);
      if (size !== known && !broadcasts)
        throw new ShapeError(
          'einsum',
          shapes,
          `${isOfEllipsis(label) ? 'the axes of the ellipsis' : `label '${label}'`} must have one size, not ${known} and ${size}`,
          'Check the subscripts.',
        );
      sizes.set(label, known === 1 && isOfEllipsis(label) ? size : known);
    }),
  );
}

/** The labels of a value's axes. */
function labelled(part: string, shape: Shape, text: string): string[] {
  const letters = part.replace(ELLIPSIS, '').length;
  const axes = shape.length - letters;
  const hasEllipsis = part.includes(ELLIPSIS);
  if (hasEllipsis ? axes < 0 : axes !== 0)
    throw new ShapeError(
      'einsum',
      [shape],
      `'${part}' must have a label for each axis`,
      'Write an ellipsis for the others.',
    );
  return lettersOf(part, text, hasEllipsis ? Array.from({ length: axes }, (_, n) => String(axes - 1 - n)) : []);
}

/** The labels of a term, with those of its ellipsis. */
function lettersOf(part: string, text: string, ofEllipsis: readonly string[]): string[] {
  if (!/^[a-z]*(\.\.\.)?[a-z]*$/i.test(part))
    throw refused('labels must be letters, with one ellipsis of three dots at most', text, "Try 'ij,jk->ik'.");
  const [before, after] = part.split(ELLIPSIS);
  return after === undefined ? [...before!] : [...before!, ...ofEllipsis, ...after];
}

function isOfEllipsis(label: string): boolean {
  return /\d/.test(label);
}

function refused(requirement: string, text: string, advice: string): GraphError {
  return new GraphError('einsum', requirement, `'${text}'`, advice);
}
