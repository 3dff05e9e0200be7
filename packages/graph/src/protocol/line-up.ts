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
