import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { operation } from './operation.ts';

/**
 * The inputs of a mapped operation whose axes broadcast from the last on: those that are mapped get axes of size 1 after the new
 * one, so that it stays the first.
 */
export function linedUp(inputs: readonly Node[], isMapped: readonly boolean[]): Node[] {
  const own = inputs.map(({ shape }, n) => shape.length - (isMapped[n] ? 1 : 0));
  const rank = Math.max(...own);
  return inputs.map((input, n) => (isMapped[n] && own[n]! < rank ? insertAxes(input, rank - own[n]!) : input));
}

/** So many axes of size 1 after the first. */
export function insertAxes(x: Node, count: number): Node {
  const ones = new Array<number>(count).fill(1);
  return operation({
    name: 'insertAxes',
    shape: ([input]): Shape => [input![0]!, ...ones, ...input!.slice(1)],
    kernel: { kind: 'alias' },
    call: ([input]) => ['insertAxes', input, count],
    gradient: upstream => [removeAxes(upstream, count)],
  })(x);
}

/** Without so many axes after the first. */
export function removeAxes(x: Node, count: number): Node {
  return operation({
    name: 'removeAxes',
    shape: ([input]): Shape => [input![0]!, ...input!.slice(1 + count)],
    kernel: { kind: 'alias' },
    call: ([input]) => ['removeAxes', input, count],
    gradient: upstream => [insertAxes(upstream, count)],
  })(x);
}

// Leaving out axes of size 1 and putting them back are each other's gradient, so they share a file.

/** Leaves out axes of size 1, given as positions in order. */
export function withoutAxes(x: Node, axes: readonly number[], name: string = x.name): Node {
  return axes.length === 0 ? x : squeeze(x, axes, { back: false, name });
}

/** Puts in axes of size 1, given as positions in the result, in order. */
export function withAxes(x: Node, axes: readonly number[], name: string = x.name): Node {
  return axes.length === 0 ? x : squeeze(x, axes, { back: true, name });
}

interface Squeezing {
  readonly back: boolean;
  readonly name: string;
}

function squeeze(x: Node, axes: readonly number[], { back, name }: Squeezing): Node {
  const apply = operation({
    name,
    shape: ([input]) =>
      back
        ? axes.reduce((shape, axis) => [...shape.slice(0, axis), 1, ...shape.slice(axis)], input!)
        : input!.filter((_, axis) => !axes.includes(axis)),
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        squeeze(
          mapped!,
          axes.map(axis => axis + 1),
          { back, name },
        ),
    call: ([input]) => [back ? 'expandDims' : 'squeeze', input, { axes }],
    gradient: upstream => [squeeze(upstream, axes, { back: !back, name })],
  });
  return apply(x);
}
