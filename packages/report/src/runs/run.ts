import { ContractError } from '@thalweg/tensor';
import { arrayOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { RunRecord } from './run-record.ts';

/** A run of a report. */
export interface Run {
  /** The records of its steps, such as `train` emits. */
  readonly records?: readonly RunRecord[];
  /** The result of `evaluate`: numbers, confusion matrices and curves by name. */
  readonly evaluation?: object | undefined;
}

/** Runs by name: their records, or their records and evaluation. */
export type Runs = Readonly<Record<string, Run | readonly RunRecord[]>>;

/** Returns runs with their names. Throws `ContractError` for anything else. */
export function runsIn(what: string, runs: Runs): [name: string, run: Required<Run>][] {
  if (printed(runs) !== 'Object')
    throw new ContractError(what, 'runs must be an object of them by name', printed(runs), 'Try { name: records }.');
  return Object.entries(runs).map(([name, run]) => [name, runIn(what, run)]);
}

function runIn(what: string, run: Run | readonly RunRecord[]): Required<Run> {
  if (Array.isArray(run)) return { records: run as readonly RunRecord[], evaluation: {} };
  const { records, evaluation } = optionsOf(what, run as Run, { records: [], evaluation: {} });
  if (typeof evaluation !== 'object')
    throw new ContractError(
      what,
      'an evaluation must be an object',
      printed(evaluation),
      'Give the result of evaluate.',
    );
  return { records: arrayOf(what, 'records', records), evaluation };
}
