import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { pytorchPlaces } from './pytorch-places.ts';
import type { WeightNames, WeightPlace } from './weight-place.ts';
import type { WeightConvention } from './weights-options.ts';

/** The names in a file, by ours. */
export interface NameTable {
  /** Returns the places where a file may have a parameter or a state, the most likely one first. */
  readonly placesOf: (name: string) => readonly WeightPlace[];
  /** Returns the keys of the table that no name so far begins with. */
  readonly unused: () => string[];
}

interface Row {
  readonly key: string;
  readonly pattern: RegExp;
  readonly value: Exclude<WeightNames, (name: string) => unknown>[string];
}

/** The match of a row with a name: with all of it, or with what it begins with. */
interface Match {
  readonly row: Row;
  readonly letters: readonly string[];
  readonly rest: string;
}

/**
 * Returns the table that a user gave.
 *
 * - **Throws** `ContractError` for what is neither a table nor a function, and for values that are no names or places
 */
export function nameTable(
  subject: string,
  { names = {}, convention }: { readonly names: WeightNames | undefined; readonly convention: WeightConvention },
): NameTable {
  const byConvention = convention === 'pytorch' ? pytorchPlaces : (name: string): WeightPlace[] => [{ name }];
  if (typeof names === 'function') {
    const placesOf = (name: string): readonly WeightPlace[] => {
      const given = names(name);
      return given === undefined ? byConvention(name) : [placeOf(subject, name, given)];
    };
    return { placesOf, unused: () => [] };
  }
  const rows = rowsOf(subject, names);
  const used = new Set<string>();
  return {
    placesOf: name => {
      const matches = matchesOf(rows, name);
      for (const { row } of matches) used.add(row.key);
      const match = best(matches);
      if (match === undefined) return byConvention(name);
      const place = placeOf(subject, match.row.key, valueOf(match));
      if (match.rest === '') return [place];
      return byConvention(place.name + match.rest).map(found => ({ ...place, ...found }));
    },
    unused: () => rows.map(({ key }) => key).filter(key => !used.has(key)),
  };
}

function rowsOf(subject: string, names: Exclude<WeightNames, (name: string) => unknown>): Row[] {
  if (printed(names) !== 'Object')
    throw new ContractError(subject, 'names must be a table or a function', printed(names), "Try { dense1: 'fc' }.");
  return Object.entries(names).map(([key, value]) => {
    const letters = key.split('*').map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { key, value, pattern: new RegExp(`^${letters.join('([^/.]*)')}(?=$|[/.])`) };
  });
}

function matchesOf(rows: readonly Row[], name: string): Match[] {
  return rows.flatMap(row => {
    const [matched, ...letters] = row.pattern.exec(name) ?? [];
    return matched === undefined ? [] : [{ row, letters, rest: name.slice(matched.length) }];
  });
}

/** The match that has most of a name in it, and of those the one with the fewest `*`. */
function best(matches: readonly Match[]): Match | undefined {
  const [first] = [...matches].sort((a, b) => a.rest.length - b.rest.length || a.letters.length - b.letters.length);
  return first;
}

function valueOf({ row: { value }, letters }: Match): string | WeightPlace {
  if (typeof value === 'function') return value(...letters);
  if (typeof value !== 'string') return value;
  let at = 0;
  return value.replace(/\*/g, star => letters[at++] ?? star);
}

function placeOf(subject: string, key: string, value: string | WeightPlace): WeightPlace {
  const place = typeof value === 'string' ? { name: value } : value;
  const { name, part = 0, of = 1, axis = 0 } = (place as WeightPlace | null) ?? ({} as WeightPlace);
  if (typeof name !== 'string')
    throw new ContractError(subject, `the name of '${key}' must be a text`, printed(name), "Try 'fc.weight'.");
  const isPart = Number.isSafeInteger(of) && of > 0 && Number.isSafeInteger(part) && part >= 0 && part < of;
  if (isPart && Number.isSafeInteger(axis) && axis >= 0) return place;
  const given = `part ${String(part)} of ${String(of)} along axis ${String(axis)}`;
  throw new ContractError(subject, `the place of '${key}' must be a part that exists`, given, 'Parts count from 0.');
}
