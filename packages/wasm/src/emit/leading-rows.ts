import type { Slot } from '@thalweg/graph/engine';

/**
 * The number of rows of a value, if it may be another one in the next pass: the first axis has a name. One row does not count,
 * as axes fall together for it.
 */
export function leadingRows({ wire, shape }: Slot): number | undefined {
  const rows = shape![0];
  return typeof wire.shape[0] === 'string' && rows! > 1 ? rows : undefined;
}
