import { byName, type ByRun } from './by-name.ts';
import type { RunRecord } from './run-record.ts';

/** Returns the records of runs with their names. Throws `ContractError` for anything else. */
export function recordsByName(
  what: string,
  records: ByRun<readonly RunRecord[]>,
): [run: string, records: readonly RunRecord[]][] {
  return byName(records, { what, words: 'a list of records', is: Array.isArray });
}
