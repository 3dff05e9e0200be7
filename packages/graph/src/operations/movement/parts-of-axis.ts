import { sameShape, ShapeError } from '@thalweg/tensor';
import { concatenation, padding, slicing, splitting } from '../../interpreter/parts.ts';
import type { Node } from '../../node/node.ts';
import { replaced, sameBeside } from '../../protocol/axes.ts';
import { operation } from '../../protocol/operation.ts';
import { sumOfSizes } from '../../shape/combined-size.ts';
import { normalShape } from '../../shape/size-name.ts';
import { type Positions, slicedSize, windowOf } from '../../shape/window.ts';
import { fillLike } from '../fill-like.ts';
import { allMapped } from '../reductions/sums-and-broadcasts.ts';

// Taking positions and putting elements at them, laying parts end to end and taking one of them out, are each other's gradients, so they share a file.

/** The positions of a slice along an axis. */
export function sliceAlong(x: Node, axis: number, positions: Positions): Node {
  const apply = operation({
    name: 'slice',
    shape: ([input]) => replaced(input!, axis, slicedSize('slice', input!, axis, positions)),
    kernel: slicing(axis, positions),
    mapped:
      () =>
      ([mapped]) =>
        sliceAlong(mapped!, axis + 1, positions),
    call: ([input]) => ['slice', input, { axis, ...positions }],
    gradient: (upstream, [input]) => [padLike(upstream, input!, axis, positions)],
  });
  return apply(x);
}

/** Elements at the positions of a slice of a value of this shape, zeros elsewhere. */
export function padLike(x: Node, like: Node, axis: number, positions: Positions): Node {
  const apply = operation({
    name: 'pad',
    shape: ([part, whole]) => {
      const size = slicedSize('pad', whole!, axis, positions);
      if (!sameShape(part!, replaced(whole!, axis, size)))
        throw new ShapeError('pad', [part!, whole!], 'there must be an element for each position', 'Check its shape.');
      return whole!;
    },
    kernel: padding(axis, positions),
    mapped: isMapped => allMapped(isMapped, ([all, whole]) => padLike(all!, whole!, axis + 1, positions)),
    call: inputs => ['padLike', ...inputs, axis, positions],
    accumulate: terms => tiled(terms, like, axis),
    gradient: upstream => [sliceAlong(upstream, axis, positions), undefined],
  });
  return apply(x, like);
}

/** The sum of pads that fill an axis, each another part of it: their elements end to end. None for other terms. */
function tiled(terms: readonly Node[], like: Node, axis: number): Node | undefined {
  const size = like.shape[axis];
  if (typeof size !== 'number') return undefined;
  const parts: { readonly part: Node; readonly first: number; readonly count: number }[] = [];
  for (const { operation, inputs } of terms) {
    const kernel = operation?.kernel;
    if (kernel?.kind !== 'loop' || kernel.loop !== 'pad' || kernel.parameters.axis !== axis || inputs[1] !== like)
      return undefined;
    const { first, step, count } = windowOf(size, kernel.parameters);
    if (step !== 1) return undefined;
    parts.push({ part: inputs[0]!, first, count });
  }
  parts.sort((a, b) => a.first - b.first);
  let end = 0;
  for (const { first, count } of parts) {
    if (first !== end) return undefined;
    end += count;
  }
  return end === size ? endToEnd(parts.map(({ part }) => part), axis) : undefined; // prettier-ignore
}

/** Values laid end to end along an axis. */
export function endToEnd(nodes: readonly Node[], axis: number): Node {
  const apply = operation({
    name: 'concat',
    shape: inputs => {
      const [first] = inputs;
      if (!inputs.every(input => sameBeside(axis, input, first!)))
        throw new ShapeError(
          'concat',
          inputs,
          `all sizes but those of axis ${axis} must agree`,
          'Reshape one of them.',
        );
      return replaced(first!, axis, sumOfSizes(inputs.map(input => input[axis]!)));
    },
    normal: normalShape,
    kernel: concatenation(axis),
    mapped: isMapped => allMapped(isMapped, inputs => endToEnd(inputs, axis + 1)),
    call: inputs => ['concat', inputs, { axis }],
    gradient: (upstream, inputs) => splitInto(upstream, inputs, axis),
  });
  return apply(...nodes);
}

/** Splits a value of the shape of all parts into values of the shapes of each. */
function splitInto(whole: Node, parts: readonly Node[], axis: number): Node[] {
  let end: number | undefined = 0;
  return parts.map((part, index) => {
    const size = part.shape[axis]!;
    const from: number | undefined = end;
    end = from === undefined || typeof size === 'string' ? undefined : from + size;
    // Behind a size that is a name, where a part begins is known only in a pass.
    return end === undefined ? splitAt(whole, parts, index, axis) : sliceAlong(whole, axis, { from: from!, to: end });
  });
}

/** One of the parts that lie end to end along an axis, of the shapes of some values. */
export function splitAt(whole: Node, parts: readonly Node[], index: number, axis: number): Node {
  const apply = operation({
    name: 'split',
    shape: inputs => inputs[index + 1]!,
    dtype: ([dtype]) => dtype!,
    kernel: splitting(axis, index, parts.length),
    mapped: isMapped => allMapped(isMapped, ([all, ...sizes]) => splitAt(all!, sizes, index, axis + 1)),
    call: ([all, ...sizes]) => ['splitAt', all, sizes, index, axis],
    gradient: (upstream, [, ...all]) => {
      const zeros = all.map((part, other) => (other === index ? upstream : fillLike(part, 0)));
      return [endToEnd(zeros, axis), ...all.map(() => undefined)];
    },
  });
  return apply(whole, ...parts);
}
