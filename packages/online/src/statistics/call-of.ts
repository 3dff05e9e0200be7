import { ContractError } from '@thalweg/tensor';
import type { Json } from '@thalweg/train';
import type { Accumulator } from './accumulator.ts';

/** Returns the argument for a statistic that may be left out; undefined for one that has no call. */
export function callsOf(of: Accumulator | undefined): (Json | undefined)[] {
  return of === undefined ? [] : [of.call];
}

/** Returns the call that makes the statistic of an option again. Throws `ContractError` for one that has none. */
export function callOf(operator: string, option: string, { call }: Accumulator): Json {
  if (call !== undefined) return call;
  throw new ContractError(
    operator,
    `${option} must be a statistic of this package to be written to a file`,
    'one of your own',
    'Give it a call, { $call: name, arguments }, and the loader a function of that name.',
  );
}
