import { ContractError, Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type Draft, type Patch, freeze } from 'immer';
import { BehaviorSubject, map, type Observable, Subject } from 'rxjs';
import type { Scalars, StepRecord } from '../passes/progress.ts';
import type { Savable, Saved } from '../snapshot/savable.ts';
import { StateError } from '../snapshot/state-error.ts';
import type { Change } from './change.ts';
import { patching } from './patching.ts';
import type { Recorded, RunState } from './run-state.ts';
import type { Chunks } from './chunks.ts';
import { rewind } from './replay.ts';

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

/** Returns a function that handles one value at a time: values that arrive during a call wait, in order. */
function serialize<T>(take: (value: T) => void): (value: T) => void {
  const waiting: T[] = [];
  let taking = false;
  return value => {
    waiting.push(value);
    if (taking) return;
    taking = true;
    try {
      while (waiting.length > 0) take(waiting.shift()!);
    } finally {
      taking = false;
    }
  };
}

/** Returns the changes that a recipe makes to settings, as patches whose values are copies. Undefined removes a setting. */
function patchesOf<S extends object>(settings: S, recipe: (draft: Draft<S>) => void): Patch[] {
  // What it writes is another's: not to be frozen, but copied.
  const immer = patching({ autoFreeze: false });
  const [, patches] = immer.produceWithPatches(settings, draft => void recipe(draft as Draft<S>));
  return patches.map(({ op, path, value }) => {
    if (op === 'remove') return { op, path };
    if (value === undefined && typeof path.at(-1) === 'string') return { op: 'remove', path };
    const where = path.map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    return { op, path, value: plainCopy(value as unknown, `settings${where}`) };
  });
}

/** The saved form of a history. */
interface SavedHistory<S, R> extends RunState<S, R>, Past {
  readonly step: number;
}

/** Returns a copy of a saved history. Throws `StateError` if the state is of something else. */
function savedHistory<S, R extends Recorded>({ values }: Saved): SavedHistory<S, R> {
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

/** Returns a deep copy without properties that are undefined. Throws `StateError` for values that are not JSON. */
function plainCopy<T>(value: T, path: string): T {
  return copied(value, path) as T;
}

function copied(value: unknown, path: string): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => copied(item, `${path}[${index}]`));
  // A patch cannot hold a property of that name.
  if (isPlain(value) && !Object.hasOwn(value, '__proto__'))
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) =>
        item === undefined ? [] : [[name, copied(item, `${path}.${name}`)]],
      ),
    );
  const elements = value instanceof Tensor || ArrayBuffer.isView(value);
  throw new StateError(
    'runHistory',
    'what it keeps must be plain JSON',
    `${inWords(value)} as ${path}`,
    elements ? 'Turn it into numbers first, as toArray() and Array.from() do.' : 'Make it numbers, text or lists.',
  );
}

/** An object of no class, of whatever realm. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function inWords(value: unknown): string {
  if (value instanceof Tensor) return 'a tensor';
  if (isPlain(value)) return 'an object with a property __proto__';
  return typeof value === 'object' ? `an object of ${value!.constructor.name}` : `a value of type ${typeof value}`;
}

/** The way back from a state. */
interface Past {
  /** The step of the last change that cannot be undone. */
  readonly since: number;
  /** The steps of the changes since, and the patches that undo them. */
  readonly undo: readonly Pick<Change, 'step' | 'inverse'>[];
}

/** A state, and the way back through its last changes. */
class ChangeLog<State extends object> {
  readonly #immer = patching();
  readonly #keep: number;
  #state: State;
  #since = 0;
  #undo: Past['undo'][number][] = [];
  /** The step under way. */
  step = 0;

  /** Keeps the way back through at least `keep` changes. */
  constructor(state: State, keep: number) {
    this.#state = freeze(state, true);
    this.#keep = keep;
  }

  get state(): State {
    return this.#state;
  }

  get past(): Past {
    return { since: this.#since, undo: [...this.#undo] };
  }

  /** Changes the state. Returns undefined if the recipe changes nothing. */
  change(recipe: (draft: Draft<State>) => void): Change | undefined {
    const [next, patches, inverse] = this.#immer.produceWithPatches(this.#state, recipe);
    if (patches.length === 0) return undefined;
    const { step } = this;
    this.#state = next;
    const change = freeze({ step, patches, inverse }, true);
    // Many at once, as each time costs as much as the list is long.
    const surplus = this.#undo.length - this.#keep;
    if (surplus >= chunkSize(this.#keep)) this.#since = this.#undo.splice(0, surplus).at(-1)!.step;
    this.#undo.push({ step, inverse: change.inverse });
    return change;
  }

  /** Replaces the state and its past. */
  put(state: State, step: number, { since, undo }: Past): Change {
    const change: Change = { step, patches: replacement(state), inverse: replacement(this.#state) };
    this.#state = freeze(state, true);
    this.#since = since;
    this.#undo = [...freeze(undo, true)];
    this.step = step;
    return freeze(change, true);
  }

  /** Returns the state after a step. If a step was taken twice, the later one counts. */
  at(step: number): State {
    let from = this.#undo.length;
    while (from > 0 && this.#undo[from - 1]!.step > step) from--;
    if (!(step <= this.step) || (from === 0 && step < this.#since))
      throw new StateError(
        'runHistory',
        `the step must be from ${this.#since} to ${this.step}, between which changes are kept`,
        String(step),
        'Keep more to go further back.',
      );
    return rewind(this.#state, this.#undo.slice(from));
  }
}

function replacement(value: object): Patch[] {
  return [{ op: 'replace', path: [], value }];
}

/** Returns the number of records in a chunk that needs the least copying when `keep` records are kept. */
function chunkSize(keep: number): number {
  return Math.ceil(Math.sqrt(keep));
}

/** Appends a record to a draft of chunks, and drops the oldest chunks so that no more than `keep` records are left. */
function appendRecord<R>(draft: Record<string, R[]>, chunks: Chunks<R>, record: R, keep: number): void {
  const numbers = Object.keys(chunks);
  const last = numbers.at(-1);
  if (last === undefined) draft[0] = [record];
  else if (chunks[last]!.length < chunkSize(keep)) draft[last]!.push(record);
  else draft[Number(last) + 1] = [record];
  let count = 1 + numbers.reduce((sum, number) => sum + chunks[number]!.length, 0);
  for (const number of numbers) {
    if (count <= keep) return;
    count -= chunks[number]!.length;
    delete draft[number];
  }
}
