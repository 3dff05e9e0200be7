import { isPlain } from '../state/plain-data.ts';
import { arrayClass } from './arrays.ts';

/** The sort of a value: values of one sort are in one column. */
export type Sort =
  | { readonly kind: 'numbers' | 'texts' | 'flags' | 'items' | 'entries' | 'values' }
  | { readonly kind: 'arrays'; readonly of: number }
  | { readonly kind: 'records'; readonly names: readonly string[] };

/** The most different lists of fields of the objects in a column that have columns of their own. */
const MOST_LISTS = 8;

/** Returns the sorts of some values, and the number of its sort for each. */
export function sortsOf(values: readonly unknown[]): { sorts: readonly Sort[]; of: Uint8Array } {
  return sorted(values, true) ?? sorted(values, false)!;
}

/** Without `listed`, objects are of one sort. With it, returns undefined if their fields are too different. */
function sorted(values: readonly unknown[], listed: boolean): ReturnType<typeof sortsOf> | undefined {
  const sorts: Sort[] = [];
  const of = new Uint8Array(values.length);
  let lists = 0;
  let last = 0;
  for (let i = 0; i < values.length; i++) {
    const sort = sortOf(values[i], listed);
    if (!(last < sorts.length && same(sorts[last]!, sort))) {
      last = sorts.findIndex(known => same(known, sort));
      if (last < 0) {
        last = sorts.push(sort) - 1;
        if (sort.kind === 'records' && ++lists > MOST_LISTS) return undefined;
      }
    }
    of[i] = last;
  }
  return { sorts, of };
}

function sortOf(value: unknown, listed: boolean): Sort {
  if (typeof value === 'number') return NUMBERS;
  if (typeof value === 'string') return TEXTS;
  if (value === null || value === undefined || typeof value === 'boolean') return FLAGS;
  if (Array.isArray(value)) return ITEMS;
  if (isPlain(value)) return listed ? { kind: 'records', names: Object.keys(value) } : ENTRIES;
  const array = arrayClass(value);
  return array < 0 ? VALUES : { kind: 'arrays', of: array };
}

const NUMBERS: Sort = { kind: 'numbers' };
const TEXTS: Sort = { kind: 'texts' };
const FLAGS: Sort = { kind: 'flags' };
const ITEMS: Sort = { kind: 'items' };
const ENTRIES: Sort = { kind: 'entries' };
const VALUES: Sort = { kind: 'values' };

function same(a: Sort, b: Sort): boolean {
  if (a === b) return true;
  if (a.kind === 'arrays' && b.kind === 'arrays') return a.of === b.of;
  if (a.kind !== 'records' || b.kind !== 'records') return false;
  const { length } = a.names;
  if (length !== b.names.length) return false;
  for (let i = 0; i < length; i++) if (a.names[i] !== b.names[i]) return false;
  return true;
}
