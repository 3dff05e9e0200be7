import type { Saved } from '../snapshot/savable.ts';
import { StateError } from '../snapshot/state-error.ts';
import type { Past } from './change-log.ts';
import { plainCopy } from './plain-copy.ts';
import type { Recorded, RunState } from './run-state.ts';

/** The saved form of a history. */
export interface SavedHistory<S, R> extends RunState<S, R>, Past {
  readonly step: number;
}

/** Returns a copy of a saved history. Throws `StateError` if the state is of something else. */
export function savedHistory<S, R extends Recorded>({ values }: Saved): SavedHistory<S, R> {
  const copy: unknown = plainCopy(values, 'state');
  if (isHistory<S, R>(copy)) return copy;
  throw new StateError(
    'runHistory',
    'a state must have settings, records, a step and the patches that undo its changes',
    Object.keys(values).join(', ') || 'nothing',
    'Give the state of a runHistory.',
  );
}

function isHistory<S, R>(value: unknown): value is SavedHistory<S, R> {
  const { settings, records, step, since, undo } = value as Readonly<Record<string, unknown>>;
  return (
    isObject(settings) &&
    isObject(records) &&
    !Array.isArray(records) &&
    Object.entries(records).every(([number, chunk]) => /^\d+$/.test(number) && isListOf(chunk, hasStep)) &&
    typeof step === 'number' &&
    typeof since === 'number' &&
    isListOf(undo, change => hasStep(change) && isListOf(change['inverse'], isObject))
  );
}

function hasStep(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && typeof value['step'] === 'number';
}

function isListOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
