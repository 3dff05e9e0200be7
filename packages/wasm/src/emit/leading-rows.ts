import type { Slot } from '@thalweg/graph/engine';

/**
 * How many rows a value has, if that may be another number in the next pass: its first axis has a name. One row is another
 * matter, as for it axes fall together.
 */
export function leadingRows({ wire, shape }: Slot): number | undefined {
  const rows = shape![0];
  return typeof wire.shape[0] === 'string' && rows! > 1 ? rows : undefined;
}
