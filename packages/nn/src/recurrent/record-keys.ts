import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { positiveWhole } from '../layer-parts/sizes.ts';

/**
 * The keys that divide one stream of events into many. Each key has a place in tables of bounded length. The operator
 * `perKey` of `@thalweg/online` is one.
 */
export interface RecordKeys {
  /** The place of the key, from 0 to capacity − 1: `[]` or `[batch]`, int32, or a float of whole numbers. */
  readonly place: Node;
  /**
   * The generation of the place: `[]` or `[batch]`, a whole number of at least 0. A generation begins when a key takes a place,
   * and ends when it loses it. No two generations of one place have the same number.
   */
  readonly stay: Node;
  /** The number of places. */
  readonly capacity: number;
}

/**
 * Returns keys that have all their parts.
 *
 * - **Throws** `ContractError` for others
 */
export function checkedKeys(keys: RecordKeys | undefined): RecordKeys | undefined {
  if (keys === undefined) return undefined;
  if (typeof keys !== 'function' && typeof keys !== 'object')
    throw new ContractError(
      'recurrent',
      'keys must be an operator perKey',
      printed(keys),
      'Try perKey(field, { capacity }).',
    );
  positiveWhole('recurrent', 'the capacity of keys', keys.capacity);
  nodeOf('recurrent', keys.place);
  nodeOf('recurrent', keys.stay);
  return keys;
}
