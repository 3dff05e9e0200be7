import { printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { Node } from '../node/node.ts';
import type { Argument } from './graph-description.ts';

/** Returns an argument of a call as plain data, with the numbers of nodes in their place. */
export function argumentOf(operation: string, value: unknown, numberOf: (node: Node) => number | undefined): Argument {
  if (value instanceof Node) {
    const node = numberOf(value as Node);
    if (node !== undefined) return { node };
    throw new GraphError(operation, 'a call must name inputs of its node only', value.name, 'Check its call.');
  }
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) return value as Argument;
  if (Array.isArray(value)) return value.map(one => argumentOf(operation, one, numberOf));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    throw new GraphError(operation, 'arguments must be nodes and plain values', printed(value), 'Check its call.');
  const kept = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(kept.map(([name, one]) => [name, argumentOf(operation, one, numberOf)]));
}
