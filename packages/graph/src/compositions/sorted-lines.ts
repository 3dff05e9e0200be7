import { ShapeError } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { nodeOf } from '../node/node-of.ts';
import { sort } from '../operations/sort.ts';
import { transpose } from '../operations/transpose.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import { mergeAxes } from './merge-axes.ts';

/** The elements over axes in rising order, as one last axis. Refuses to have none. */
export function sortedLines(name: string, x: Node, axes: readonly number[]): Node {
  sameFloats(name)([nodeOf(name, x).dtype]);
  const rank = x.shape.length;
  const kept = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  const order = [...kept, ...axes];
  const turned = order.every((axis, n) => axis === n) ? x : transpose(x, order);
  return sort(notEmpty(name, mergeAxes(turned, kept.length, rank)));
}

/** The same value, if its last axis has an element. */
export function notEmpty(name: string, x: Node): Node {
  const apply = operation({
    name,
    shape: ([input]) => {
      if (input!.at(-1) === 0)
        throw new ShapeError(name, [input!], 'the axes must not be empty', 'Feed at least one element.');
      return input!;
    },
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        notEmpty(name, mapped!),
    call: ([input]) => ['notEmpty', name, input],
    gradient: upstream => [upstream],
  });
  return apply(x);
}
