import { each } from './each.ts';
import type { StoredType } from './stored-type.ts';

/** Spans of time: `{ months, days, milliseconds }`, which have no common unit. */
export function intervals(): StoredType {
  return { type: 'object', as: { object: each(parts) } };
}

function parts(value: Uint8Array): Readonly<Record<'months' | 'days' | 'milliseconds', number>> {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const part = (at: number): number => view.getUint32(at, true);
  return { months: part(0), days: part(4), milliseconds: part(8) };
}
