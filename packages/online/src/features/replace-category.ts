import { DataError } from '@thalweg/data';
import type { Json } from '@thalweg/train';
import { ContractError } from '@thalweg/tensor';
import { oneOf, type Completed } from '@thalweg/tensor/engine';
import { checkField, copyOf } from '../records/fields.ts';
import { fitSize } from '../state/differences.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import { feature, type FeatureParts, type Fields } from './feature.ts';
import type { Category, categoryDefaults, CategoryFeature, CategoryOptions } from './category-feature.ts';

/** The code of each category, the one that was learned longest ago first. */
interface State {
  readonly codes: Map<Category, number>;
}

/** Returns an operator that numbers categories from 0 on, others `capacity`, and writes `make(code)` into a field. */
export function replaceCategory<F extends string, I extends string, V>(
  name: string,
  field: F,
  { capacity, whenFull, missing, into = field as string as I }: Completed<CategoryOptions<I>, typeof categoryDefaults>,
  make: (code: number) => V,
): CategoryFeature<F, I, V> {
  for (const one of [field, into]) checkField(name, one);
  oneOf(`${name}: whenFull`, whenFull, ['others', 'replace']);
  if (!Number.isSafeInteger(capacity) || capacity < 1)
    throw new ContractError(name, 'capacity must be a whole number, at least 1', String(capacity), 'Try 100.');
  const parts: FeatureParts<State> = {
    name,
    fields: [field],
    missing,
    settings: { field, capacity, whenFull },
    given: () => [field, { capacity, whenFull, into, missing }],
    summary: ({ codes }) => ({ [field]: summaryOf(codes) }),
    evolve: ({ codes }, change) => fittingCodes(codes, { field, capacity, whenFull }, change),
    initial: () => ({ codes: new Map() }),
    checkState({ codes }, is) {
      is.must(codes.size <= capacity, `at most ${capacity} categories must have codes`, codes.size);
      const free = new Set([...codes].map((_, code) => code));
      for (const [category, code] of codes) {
        const known = ['string', 'number', 'boolean'].includes(typeof category) && !Number.isNaN(category);
        is.must(known, 'a category must be a string, a number or a boolean', category);
        is.must(free.delete(code), 'the codes must be the whole numbers from 0 on, each once', code);
      }
    },
    check: (_, record) => void categoryOf(name, field, record),
    learn({ codes }, record) {
      const category = categoryOf(name, field, record);
      if (category === undefined) return;
      let code = codes.get(category);
      if (code === undefined && codes.size < capacity) code = codes.size;
      if (whenFull === 'replace') {
        const [oldest] = codes;
        if (code === undefined) codes.delete(oldest![0]);
        else codes.delete(category);
        code ??= oldest![1];
      }
      if (code !== undefined) codes.set(category, code);
    },
    transform({ codes }, record) {
      const category = categoryOf(name, field, record);
      if (record[field] === undefined) return record;
      const copy = copyOf(record);
      copy[into] = make((category === undefined ? undefined : codes.get(category)) ?? capacity);
      return copy;
    },
  };
  return feature(parts) as unknown as CategoryFeature<F, I, V>;
}

/** The most categories of a summary. */
const MOST_NAMED = 100;

/** Returns the number of categories, and the names of the first hundred, by their codes. */
function summaryOf(codes: ReadonlyMap<Category, number>): Readonly<Record<string, Json>> {
  const named = [...codes].sort((a, b) => a[1] - b[1]).slice(0, MOST_NAMED);
  return { count: codes.size, categories: named.map(([category]) => category) };
}

/** Returns the codes under another capacity. Categories whose code is beyond a smaller one lose it. */
function fittingCodes(
  codes: ReadonlyMap<Category, number>,
  { capacity, ...others }: Readonly<Record<'field' | 'whenFull', string>> & { readonly capacity: number },
  { was, ...change }: OtherSettings,
): State | undefined {
  const then = was as unknown as typeof others & { readonly capacity: number };
  if (then.field !== others.field || then.whenFull !== others.whenFull) return undefined;
  const kept = new Map([...codes].filter(([, code]) => code < capacity));
  const gone = codes.size - kept.size;
  const lost = gone === 0 ? undefined : `${gone} categories`;
  fitSize({ name: 'capacity', from: then.capacity, to: capacity, lost }, change);
  return { codes: kept };
}

/** Returns the category of a record; undefined if it is missing, null or NaN. */
function categoryOf(operator: string, field: string, record: Fields): Category | undefined {
  const value = record[field];
  if (value === undefined || value === null || Number.isNaN(value)) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new DataError(
    operator,
    `the field '${field}' must be a string, a number or a boolean`,
    typeof value,
    'Convert it to a string.',
  );
}
