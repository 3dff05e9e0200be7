import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Draft } from 'immer';
import { BehaviorSubject, map, Subject, type Observable } from 'rxjs';
import type { Savable, Saved } from '../snapshot/savable.ts';
import type { Scalars, StepRecord } from '../passes/progress.ts';
import type { Change } from './change.ts';
import { appendRecord } from './append-record.ts';
import { serialize } from './serialize.ts';
import { ChangeLog } from './change-log.ts';
import { patchesOf } from './patches-of.ts';
import { patching } from './patching.ts';
import { plainCopy } from './plain-copy.ts';
import type { Recorded, RunState } from './run-state.ts';
import { savedHistory } from './saved-history.ts';

/** Options of {@link runHistory}. */
export interface RunHistoryOptions<S> {
  /** The settings of the run, in plain JSON. They are copied. */
  readonly settings: S;
  /** Keeps one step out of this many, and each step with a validation; 1 by default. */
  readonly every?: number;
  /** The most records that are kept, and the fewest changes that can be undone; 1000 by default. */
  readonly keep?: number;
}

/** The operator that {@link runHistory} returns; a snapshot keeps its state. */
export interface RunHistory<S extends object, R extends Recorded> extends Savable {
  <T extends R>(source: Observable<T>): Observable<T>;
  /** The current settings and records. */
  readonly state: RunState<S, R>;
  /** The current state, then each new one; it never completes. */
  readonly state$: Observable<RunState<S, R>>;
  /** Each change, emitted before the state that it leads to. `replay` and `rewind` apply them. */
  readonly changes$: Observable<Change>;
  /** Changes the settings: the recipe writes to its draft. The values are copied. */
  updateSettings(recipe: (draft: Draft<S>) => void): void;
  /** Returns the settings and records after a step. Throws `StateError` if its changes are no longer kept. */
  at(step: number): RunState<S, R>;
}

/** Records of `train` whose validation, if any, consists of numbers. */
type NumberRecord = StepRecord<Scalars, Readonly<Record<string, number | undefined>>>;

/**
 * Keeps the settings and the history of a run as one immutable state. The operator passes records on unchanged and keeps
 * copies of them. Parts that do not change from one state to the next are the same objects in both.
 *
 * The state outlives the run: a new subscription continues it, and `snapshot` and `restore` continue it after the program
 * was stopped. In a pipe, put it between `train` and the code that takes snapshots, so that these have the last step too.
 *
 * - **Throws** `ContractError` if `every` or `keep` is not a whole number of at least 1; `StateError` for settings that
 *   are not plain JSON, here and in `updateSettings`
 * - **Stream errors** `StateError` for the first record with a tensor or any other value that is not plain JSON
 *
 * @example
 * const history = runHistory({ settings: { learningRate: 1e-3 }, every: 10 });
 * const learningRate = history.state$.pipe(map(({ settings }) => settings.learningRate), distinctUntilChanged());
 * batches.pipe(train(loss, adam({ learningRate })), history).subscribe();
 * history.updateSettings(draft => { draft.learningRate = 5e-4; });
 */
export function runHistory<S extends object, R extends Recorded = NumberRecord>(
  options: RunHistoryOptions<S>,
): RunHistory<S, R> {
  const { settings, every, keep } = optionsOf('runHistory', options, { settings: undefined, every: 1, keep: 1000 });
  for (const [name, value] of Object.entries({ every, keep }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new ContractError(
        'runHistory',
        `${name} must be a whole number of at least 1`,
        String(value),
        `Try ${name === 'keep' ? 1000 : 10}.`,
      );
  const log = new ChangeLog<RunState<S, R>>({ settings: plainCopy(settings, 'settings'), records: {} }, keep);
  const state$ = new BehaviorSubject(log.state);
  const changes$ = new Subject<Change>();
  const tell = serialize(({ change, state }: { change: Change; state: RunState<S, R> }) => {
    changes$.next(change);
    state$.next(state);
  });
  const tellOf = (change: Change | undefined): void => {
    if (change !== undefined) tell({ change, state: log.state });
  };
  const record = (given: R, first: boolean): void => {
    const kept = given.step % every === 0 || given.validation !== undefined;
    const copy = kept || first ? plainCopy(given, 'record') : undefined;
    log.step = given.step;
    if (!kept) return;
    const { records } = log.state;
    tellOf(log.change(draft => appendRecord(draft.records as Record<string, unknown[]>, records, copy, keep)));
  };
  const operator = <T extends R>(source: Observable<T>): Observable<T> =>
    source.pipe(
      map((given, index) => {
        record(given, index === 0);
        return given;
      }),
    );
  const members: Omit<RunHistory<S, R>, 'state'> = {
    state$: state$.asObservable(),
    changes$: changes$.asObservable(),
    updateSettings: recipe => {
      const patches = patchesOf(log.state.settings, recipe);
      tellOf(log.change(draft => void patching().applyPatches(draft.settings as object, patches)));
    },
    at: step => log.at(step),
    save: () => ({
      tensors: {},
      values: { ...log.state, step: log.step, ...log.past } as unknown as Saved['values'],
    }),
    prepare: saved => {
      const { settings, records, step, ...past } = savedHistory<S, R>(saved);
      return () => tellOf(log.put({ settings, records }, step, past));
    },
  };
  Object.assign(operator, members);
  return Object.defineProperty(operator, 'state', { get: () => log.state }) as RunHistory<S, R>;
}
