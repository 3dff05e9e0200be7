import { inMemory } from '@thalweg/tensor/engine';
import type { RowSelection } from '../row-selection.ts';

/** Returns the row numbers of one epoch, which must not be written. */
export function orderOf<T>(selection: RowSelection<T>, epoch: number): Uint32Array {
  const { order } = selection;
  return typeof order === 'function' ? order(epoch) : order;
}

/** Returns the row numbers from 0 to `count − 1`. */
export function inOrder(count: number): Uint32Array {
  const order = inMemory('dataset', count, count => new Uint32Array(count));
  for (let row = 0; row < count; row++) order[row] = row;
  return order;
}
