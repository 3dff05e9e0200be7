import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { nodeOf } from '@thalweg/graph/engine';
import { positiveWhole } from '../positive-whole.ts';
import type { RecordKeys } from './record-keys.ts';

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
