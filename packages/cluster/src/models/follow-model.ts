import type { Log } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { Parts, Snapshot } from '@thalweg/train';
import { preparedRestore } from '@thalweg/train/engine';
import { isObservable, Observable, tap } from 'rxjs';
import type { Canary } from './canary.ts';
import { CanaryTrial } from './canary-trial.ts';
import type { FollowedModel } from './followed-model.ts';
import { Following } from './following.ts';
import { mapNewest } from './map-newest.ts';
import { modelKeys } from './model-keys.ts';
import { modelNames, type SealedModelOptions } from './model-names.ts';
import { ModelReader } from './model-reader.ts';
import { notFinite } from './not-finite.ts';

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
 * between two records: it is restored at once, and so a prediction is of one version, wholly. Of several that come while one is
 * checked, only the last counts.
 *
 * A version is refused, and the served one stays, if it is damaged or no longer kept; if its parts, names or shapes are not
 * those of the model; if an element is not finite; if it is too bad on the canary records; or if `check` says so. The next
 * good one is served. The checks change nothing that is served: the canary records are evaluated in separate registers, and
 * the event loop gets a turn after each batch that takes 2 ms. So give batches of about fifty.
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
