import { type Log, LogError } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { type Parts, type Snapshot, StateError } from '@thalweg/train';
import { preparedRestore } from '@thalweg/train/engine';
import { isObservable, Observable, tap } from 'rxjs';
import { CanaryTrial } from './canary-trial.ts';
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
