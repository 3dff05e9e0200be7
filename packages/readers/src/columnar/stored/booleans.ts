import { each, eachNumber } from './each.ts';
import type { StoredType } from './stored-type.ts';

/** True or false. */
export function booleans(): StoredType {
  return { type: 'boolean', as: { boolean: each(Boolean), number: eachNumber(Number), text: each(String) } };
}
