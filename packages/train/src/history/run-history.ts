import { ContractError } from '@thalweg/tensor';
import type { Draft } from 'immer';
import { BehaviorSubject, map, Subject, type Observable } from 'rxjs';
import type { Savable, Saved } from '../snapshot/savable.ts';
import type { Scalars, StepRecord } from '../step-record.ts';
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
  /** What the run is set to, in plain JSON. It is copied. */
  readonly settings: S;
  /** One step of so many is kept, and each that was validated after; 1 by default. */
  readonly every?: number;
  /** No more records than this are kept, and the way back through at least so many changes; 1000 by default. */
  readonly keep?: number;
}

/** What {@link runHistory} returns: an operator with a state to keep. */
export interface RunHistory<S extends object, R extends Recorded> extends Savable {
  <T extends R>(source: Observable<T>): Observable<T>;
  /** Settings and records now. */
  readonly state: RunState<S, R>;
  /** The state now, then each new one; it never ends. */
  readonly state$: Observable<RunState<S, R>>;
  /** Each change as it comes, before the state that it leads to. `replay` and `rewind` follow them. */
  readonly changes$: Observable<Change>;
  /** Changes the settings: the recipe writes to its draft, and what it writes is copied. */
  updateSettings(recipe: (draft: Draft<S>) => void): void;
  /** Settings and records as they were after a step. Throws `StateError` if its changes are not kept any more. */
  at(step: number): RunState<S, R>;
}

/** Records of `train` whose validation, if any, is made of numbers. */
type NumberRecord = StepRecord<Scalars, Readonly<Record<string, number>>>;

/**
 * Settings and history of a run as one state that is never changed but followed by the next. It passes records on as they
 * are, and keeps copies of them. What does not change from one state to the next is the same object in both.
 *
 * It outlives the run: subscribing again goes on with it, and so does a run that was stopped if `snapshot` and `restore`
 * are given it. In a pipe it stands between `train` and what takes the snapshots, so that these have the last step too.
 *
 * - **Throws** `ContractError` if `every` or `keep` is not a whole number of at least 1; `StateError` for settings that
 *   are not plain JSON, here and in `updateSettings`
 * - **Stream errors** `StateError` for the first record that has a tensor, or anything else that is not plain JSON
 *
 * @example
 * const history = runHistory({ settings: { learningRate: 1e-3 }, every: 10 });
 * const learningRate = history.state$.pipe(map(({ settings }) => settings.learningRate), distinctUntilChanged());
 * batches.pipe(train(loss, adam({ learningRate })), history).subscribe();
 * history.updateSettings(draft => { draft.learningRate = 5e-4; });
 */
export function runHistory<S extends object, R extends Recorded = NumberRecord>({
  settings,
  every = 1,
  keep = 1000,
}: RunHistoryOptions<S>): RunHistory<S, R> {
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
