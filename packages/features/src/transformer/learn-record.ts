import { DataError } from '@thalweg/data';
import { keyOf, type CategoryKey } from '../columns/category-key.ts';
import { numberOf } from '../columns/number-of.ts';
import type { Entry, EntryState } from './entry.ts';
import type { Fields } from './placed.ts';

/** Learns all columns of a record but targets. If a cell does not fit, it throws, and has learned nothing. */
export function learnRecord(
  entries: readonly Entry[],
  states: Readonly<Record<string, EntryState>>,
  record: Fields,
): void {
  const cells = entries.map(entry => checkedCell(entry, states[entry.name]!, record));
  entries.forEach((entry, i) => {
    if (entry.target === undefined) learnCell(entry, states[entry.name]!, cells[i]!);
  });
}

function learnCell(entry: Entry, state: EntryState, cell: CategoryKey): void {
  if (entry.readsNumbers) entry.addNumber(state, cell as number, 0);
  else entry.addKey(state, cell, 1, 0);
  entry.follow(state, cell);
}

function checkedCell(entry: Entry, state: EntryState, record: Fields): CategoryKey {
  const { sources, target, readsNumbers } = entry;
  if (target !== undefined) checkTarget(target, record);
  for (const source of sources.slice(1)) keyOf(source, record[source]);
  const source = sources[0]!;
  const cell = readsNumbers ? numberOf(source, record[source]) : keyOf(source, record[source]);
  entry.admit(state, cell);
  return cell;
}

/** A target may be missing, as one that is not known yet. */
function checkTarget(name: string, record: Fields): void {
  const target = numberOf(name, record[name]);
  if (target - target === 0 || target !== target) return;
  throw new DataError(
    `column ${name}`,
    'a target must be finite',
    String(target),
    'Leave such rows out, or repair them.',
  );
}
