import { feed, type Node, type Register, registersOf, state, substitute } from '@thalweg/graph';
import { predicting } from '@thalweg/graph/author';
import { type Log, LogError } from '@thalweg/log';
import { ContractError, type Tensor } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { evaluate, type Measure, type ModelState, type Parts, type Snapshot, StateError } from '@thalweg/train';
import { isMeasure, preparedRestore, registersByName } from '@thalweg/train/engine';
import { isObservable, lastValueFrom, Observable, tap } from 'rxjs';
import type { Canary } from './canary.ts';
import type { FollowedModel } from './followed-model.ts';
import { mapNewest } from './map-newest.ts';
import { type ModelKey, modelKeys } from './model-key.ts';
import { modelNames, type SealedModelOptions } from './model-names.ts';
import { ModelReader, type PublishedModel } from './model-reader.ts';

/** Options of {@link followModel}. */
export interface FollowModelOptions extends SealedModelOptions {
  /** Records on which a version must be good enough, before it is served. */
  readonly canary?: Canary | undefined;
  /** A check of your own: returns why a version is refused, or nothing. It may return a promise. */
  readonly check?: ((candidate: Snapshot) => string | undefined | Promise<string | undefined>) | undefined;
  /** Follows some parts of a model that is published with more, as in `restore`; false by default. */
  readonly partial?: boolean | undefined;
}

/**
 * Restores the newest version of a published model, then each newer one, and emits the outcome for each. A version comes in
 * between two records: it is restored at once, so each prediction is that of one version. Of several that come while one is
 * checked, only the last counts.
 *
 * A version is refused, and the served one stays, if it is damaged or no longer kept; if its parts, names or shapes are not
 * those of the model; if an element is not finite; if it is too bad on the canary records; or if `check` says so. The next
 * good one is served. The checks change nothing that is served: the canary records are evaluated in separate registers, and
 * the event loop gets a turn every 2 ms, between two batches. So give batches of about fifty.
 *
 * - **Throws** `LogError` for a name that is none; `ContractError` for an unknown option, and for a canary without a bound
 * - **Stream errors** `LogError` if the log fails, and errors of the canary records and of `check`. The served version stays
 *
 * @example
 * followModel(log, 'fraud', { model: modelState(prediction) }).subscribe(({ version, accepted, reason }) => …);
 */
export function followModel(
  log: Log,
  name: string,
  parts: Parts,
  options?: FollowModelOptions,
): Observable<FollowedModel> {
  const { canary, check, partial, seal } = optionsOf('followModel', options, {
    canary: undefined,
    check: undefined,
    partial: false,
    seal: undefined,
  });
  if (check !== undefined) functionOf('followModel', 'check', check);
  const names = modelNames('followModel', name, seal);
  const trial = canary && new CanaryTrial(parts, checkedCanary(canary));
  const reasonAgainst = async (candidate: Snapshot): Promise<Error | undefined> => {
    const reason = notFinite(candidate) ?? (await trial?.refusal(candidate)) ?? (await check?.(candidate));
    return typeof reason === 'string' ? refusedBy(reason) : reason;
  };
  return new Observable(subscriber => {
    const following = new Following({
      reader: new ModelReader(log, names),
      prepare: kept => preparedRestore(parts, kept, { partial }),
      reasonAgainst,
      closed: () => subscriber.closed,
    });
    return modelKeys(log, names)
      .pipe(
        tap(({ version }) => (following.newest = version)),
        mapNewest(key => following.take(key)),
      )
      .subscribe(subscriber);
  });
}

function checkedCanary(canary: Canary): Required<Canary> {
  const { mode, worse, limit, ...rest } = optionsOf('followModel', canary, {
    records: undefined,
    metric: undefined,
    mode: 'min',
    worse: undefined,
    limit: undefined,
    runner: undefined,
  });
  oneOf('followModel', mode, ['min', 'max'], 'a mode of a canary');
  if (!isObservable(rest.records))
    throw wrongCanary('its records must be a dataset, or a stream that ends', rest.records);
  if (worse === undefined && limit === undefined) throw wrongCanary('it must have worse or limit', 'neither');
  if (Number.isNaN(worse) || Number.isNaN(limit)) throw wrongCanary('worse and limit must be numbers', NaN);
  return { ...rest, mode, worse, limit } as Required<Canary>;
}

function wrongCanary(requirement: string, given: unknown): ContractError {
  return new ContractError(
    'followModel',
    `canary: ${requirement}`,
    printed(given),
    'Try { records: heldOut.pipe(batch(500)), metric: loss, worse: 0.01 }.',
  );
}

function refusedBy(reason: string): ContractError {
  return new ContractError('followModel', 'a version must pass check', reason, 'The served version stays.');
}

/** The parts that {@link Following} is made of. */
interface FollowingParts {
  readonly reader: ModelReader;
  /** Checks that a snapshot fits, and returns a function that restores it. Throws `StateError` for one that does not. */
  readonly prepare: (kept: Snapshot) => () => void;
  /** Returns the reason to refuse a version, if there is one. */
  readonly reasonAgainst: (candidate: Snapshot) => Promise<Error | undefined>;
  /** True after the subscriber has left: nothing is restored any more. */
  readonly closed: () => boolean;
}

/** Takes versions in, one after the other, for one subscription. */
class Following {
  /** The newest version that was published. */
  newest = 0;
  readonly #parts: FollowingParts;
  #served: Pick<PublishedModel, 'version' | 'time'> | undefined;

  constructor(parts: FollowingParts) {
    this.#parts = parts;
  }

  /** Serves a version, or refuses it. Rejects with the errors of the log. */
  async take(key: ModelKey): Promise<FollowedModel> {
    const reason = await this.#serve(key);
    const served = this.#served;
    return {
      version: key.version,
      accepted: reason === undefined,
      ...(reason !== undefined && { reason }),
      served: served?.version,
      behind: this.newest - (served?.version ?? 0),
      staleness: served && Date.now() - served.time,
    };
  }

  /** Returns the reason why it does not serve a version. */
  async #serve(key: ModelKey): Promise<Error | undefined> {
    const { reader, prepare, reasonAgainst, closed } = this.#parts;
    try {
      const model = await reader.read(key);
      const put = prepare(model.snapshot);
      const reason = await reasonAgainst(model.snapshot);
      if (reason !== undefined) return reason;
      if (closed()) return undefined;
      put();
      this.#served = { version: model.version, time: model.time };
      return undefined;
    } catch (error) {
      if (isOfVersion(error)) return error;
      throw error;
    }
  }
}

/** True for what is wrong with one version: another one may be right. */
function isOfVersion(error: unknown): error is Error {
  return error instanceof StateError || (error instanceof LogError && /^(damaged|trimmed)$/.test(error.reason));
}

/** Returns the reason to refuse a version with an element that is NaN or infinite. */
function notFinite({ parts }: Snapshot): ContractError | undefined {
  for (const { tensors } of Object.values(parts))
    for (const [name, { data }] of Object.entries(tensors)) {
      const at = indexOfNotFinite(data);
      if (at >= 0)
        return new ContractError(
          'followModel',
          `'${name}' of a version must be finite`,
          `${data[at]} at ${at}`,
          'Let the learner skip steps that are not finite: whenNotFinite.',
        );
    }
  return undefined;
}

/** Zero times an element is zero only if the element is finite. The sum tells it of all in a fraction of the time. */
function indexOfNotFinite(data: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  return sum === 0 ? -1 : Array.prototype.findIndex.call(data, value => !Number.isFinite(value));
}

/** Milliseconds after which the event loop gets a turn: a request may need several of them. */
const SLICE_MS = 2;

/** A register of the model, with the name of its part and its own in a snapshot. */
interface Named {
  readonly part: string;
  readonly name: string;
  readonly register: Register;
}

/**
 * Tries versions on records. A version lives in separate registers, so whatever the model serves meanwhile is not
 * disturbed. The event loop gets a turn after each batch that takes 2 ms.
 */
class CanaryTrial {
  readonly #canary: Required<Canary>;
  readonly #registers: readonly Named[];
  #copy: { readonly registers: readonly Register[]; readonly metric: Canary['metric'] } | undefined;

  constructor(parts: Parts, canary: Required<Canary>) {
    this.#canary = canary;
    const read = new Set(nodesOf(canary.metric).flatMap(node => registersOf(predicting(node).node)));
    this.#registers = Object.entries(parts).flatMap(([part, one]) =>
      [...registersOfPart(one)]
        .filter(([, register]) => read.has(register))
        .map(([name, register]) => ({ part, name, register })),
    );
  }

  /** Returns the reason to refuse a version, if there is one. */
  async refusal({ parts }: Snapshot): Promise<ContractError | undefined> {
    const { metric, mode, worse, limit } = this.#canary;
    const values = this.#registers.map(({ part, name }) => parts[part]!.tensors[name]!);
    const found = await this.#measured(this.#copyWith(values));
    const sign = mode === 'min' ? 1 : -1;
    const bounds = [limit === undefined ? Infinity : sign * limit];
    if (worse !== undefined) bounds.push(boundBy(sign * (await this.#measured(metric)) + worse));
    const bound = Math.min(...bounds);
    if (sign * found <= bound) return undefined;
    return new ContractError(
      'followModel',
      `a version must have a metric of at ${mode === 'min' ? 'most' : 'least'} ${sign * bound} on the canary records`,
      String(found),
      'Look at what the learner learns from, or roll back to an older version.',
    );
  }

  /** Returns the metric of a model that is a copy with these values. */
  #copyWith(values: readonly Tensor[]): Canary['metric'] {
    if (this.#copy === undefined) {
      const registers = values.map(value => state(value) as Register);
      const copied = substitute(
        new Map<Node, Node>(this.#registers.map(({ register }, i) => [register, registers[i]!])),
      );
      this.#copy = { registers, metric: copyOf(this.#canary.metric, copied) };
    } else feed(...this.#copy.registers.map((register, i) => [register, values[i]!] as const));
    return this.#copy.metric;
  }

  async #measured(metric: Canary['metric']): Promise<number> {
    const { records, runner } = this.#canary;
    const result = await lastValueFrom(records.pipe(evaluate({ metric }, { runner, sliceMs: SLICE_MS })), {
      defaultValue: undefined,
    });
    const value = result?.metric as number | undefined;
    if (value !== undefined) return value;
    throw new ContractError('followModel', 'there must be canary records', 'none', 'Give a dataset with records.');
  }
}

/** A metric that is not a number, as of a model that was never trained, bounds nothing. */
function boundBy(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

function nodesOf(metric: Canary['metric']): Node[] {
  if (!isMeasure(metric)) return [metric as Node];
  const { prediction, target, weight } = metric as Measure<number>;
  return weight === undefined ? [prediction, target] : [prediction, target, weight];
}

function copyOf(metric: Canary['metric'], copied: (node: Node) => Node): Canary['metric'] {
  const copy = (node: Node): Node => copied(predicting(node).node);
  if (!isMeasure(metric)) return copy(metric as Node) as Node<readonly []>;
  const measure = metric as Measure<number>;
  const { prediction, target, weight } = measure;
  return { ...measure, prediction: copy(prediction), target: copy(target), weight: weight && copy(weight) };
}

/** Returns the registers of a part of a snapshot, by name: those of a `modelState` or a training. Other parts have none. */
function registersOfPart(part: Parts[string]): ReadonlyMap<string, Register> {
  if ('progress' in part) return registersByName(part.progress);
  return (part as Partial<ModelState>).registers ?? new Map<string, Register>();
}
