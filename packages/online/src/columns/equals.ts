import type { ColumnKind, Layout } from './column-kind.ts';

interface Equals extends Layout {
  readonly kind: 'equals';
  readonly value: unknown;
}

/** One value for all rows. */
export const equals: ColumnKind<Equals, unknown> = {
  write: ([value]) => ({ kind: 'equals', value }),
  read:
    ({ value }) =>
    () =>
      value,
};

/** Returns true if all values are equal, and JSON keeps them to the last bit. */
export function areEqual(values: readonly unknown[]): boolean {
  const [first] = values;
  if (typeof first === 'number' ? !Number.isFinite(first) || Object.is(first, -0) : typeof first !== 'string')
    return false;
  for (const value of values) if (!Object.is(value, first)) return false;
  return true;
}
