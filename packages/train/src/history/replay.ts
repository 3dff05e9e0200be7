import { arrayOf } from '@thalweg/tensor/engine';
import type { Patch } from 'immer';
import { StateError } from '../snapshot/state-error.ts';
import type { Change } from './change.ts';
import { patching } from './patching.ts';

/**
 * Returns the state after some changes, from the state before them. Unchanged parts are the same objects in both.
 *
 * - **Throws** `StateError` if the changes are not of that state
 *
 * @example
 * replay({ settings: { rate: 1 } }, [{ step: 3, patches: [{ op: 'replace', path: ['settings', 'rate'], value: 2 }], inverse: [] }]) // => { settings: { rate: 2 } }
 */
export function replay<State extends object>(first: State, changes: readonly Change[]): State {
  return apply(
    'replay',
    first,
    arrayOf('replay', 'changes', changes).flatMap(({ patches }) => patches),
  );
}

/**
 * Returns the state before some changes, from the state after them. The changes are in the order in which they came.
 *
 * - **Throws** `StateError` if the changes are not of that state
 */
export function rewind<State extends object>(last: State, changes: readonly Pick<Change, 'inverse'>[]): State {
  return apply(
    'rewind',
    last,
    [...arrayOf('rewind', 'changes', changes)].reverse().flatMap(({ inverse }) => inverse),
  );
}

function apply<State extends object>(what: string, state: State, patches: readonly Patch[]): State {
  try {
    return patching().applyPatches(state, patches);
  } catch (cause) {
    const given = cause instanceof Error ? cause.message : String(cause);
    throw new StateError(
      what,
      'the changes must be those of the state',
      `an error: ${given}`,
      'Give them all, in the order in which they came.',
      { cause },
    );
  }
}
