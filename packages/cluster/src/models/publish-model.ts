import { now } from '@thalweg/data/engine';
import { LogError, type Log } from '@thalweg/log';
import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { snapshot, type Parts, type Snapshot } from '@thalweg/train';
import { BehaviorSubject, map, Observable, Subject } from 'rxjs';
import { mapNewest } from './map-newest.ts';
import { modelPublisher, type ModelPublisher, type ModelPublisherOptions } from './model-publisher.ts';
import type { PublishingCounts } from './publishing-counts.ts';

/** Options of {@link publishModel}: `everySteps`, `everySeconds` or both, and those of `modelPublisher`. */
export interface PublishModelOptions extends ModelPublisherOptions {
  /** Publishes after so many records. */
  readonly everySteps?: number | undefined;
  /** Publishes at the first record that comes so many seconds after the last publication began. */
  readonly everySeconds?: number | undefined;
  /**
   * The treatment of a log that fails. `'error'`, the default, ends the learning with the `LogError`; `'skip'` counts it in
   * `published`, and the learning goes on. That a larger epoch has published is an error in both cases.
   */
  readonly onLogError?: 'error' | 'skip' | undefined;
}

/** The operator that {@link publishModel} returns. */
export interface ModelPublishing {
  <R>(source: Observable<R>): Observable<R>;
  /** Emits the present counts, then those after each publication. It never ends. */
  readonly published: Observable<PublishingCounts>;
}

/**
 * Passes the records of a learning on, and publishes its model between two of them, for `followModel`. The learning does not
 * wait: a snapshot copies nothing, and one publication is under way at a time, while the newest model waits for its turn. After
 * the last record it publishes the final model, then it completes. A publication that has begun goes on if the subscriber leaves.
 *
 * - **Throws** `LogError` for a name that is none, and for options out of range; `ContractError` for an unknown option
 * - **Stream errors** those of the source, and `LogError` as `onLogError` says
 *
 * @example
 * events$.pipe(learn(model, ftrl()), publishModel(log, 'fraud', { model: modelState(prediction) }, { everySeconds: 1 }));
 */
export function publishModel(log: Log, name: string, parts: Parts, options: PublishModelOptions): ModelPublishing {
  const { everySteps, everySeconds, onLogError, ...rest } = optionsOf('publishModel', options, {
    everySteps: Infinity,
    everySeconds: Infinity,
    onLogError: 'error',
    wholeEvery: undefined,
    epoch: undefined,
    verify: undefined,
    seal: undefined,
  });
  oneOf('publishModel', onLogError, ['error', 'skip'], 'a value of onLogError');
  checkPace(everySteps, everySeconds);
  const publications = new Publications(modelPublisher(log, name, rest), onLogError);
  const operator = <R>(source: Observable<R>): Observable<R> =>
    new Observable(subscriber => {
      const models = new Subject<Snapshot>();
      let [steps, since] = [0, now()];
      const take = (): void => {
        [steps, since] = [0, now()];
        models.next(snapshot(parts));
      };
      subscriber.add(
        publications.of(models).subscribe({
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
      subscriber.add(
        source.subscribe({
          next: record => {
            if (++steps >= everySteps || now() - since >= 1000 * everySeconds) take();
            subscriber.next(record);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            if (steps > 0) take();
            models.complete();
          },
        }),
      );
    });
  return Object.assign(operator, { published: publications.counts.asObservable() });
}

function checkPace(everySteps: number, everySeconds: number): void {
  const isPace = everySteps >= 1 && everySeconds > 0 && (everySteps < Infinity || everySeconds < Infinity);
  if (isPace) return;
  throw new LogError(
    'invalid',
    'publishModel',
    'everySteps must be at least 1 or everySeconds more than 0',
    everySteps === Infinity && everySeconds === Infinity
      ? 'neither'
      : `everySteps: ${printed(everySteps)}, everySeconds: ${printed(everySeconds)}`,
    'Try { everySeconds: 1 }.',
  );
}

/** Publishes models, one at a time, and counts what became of them. */
class Publications {
  readonly counts = new BehaviorSubject<PublishingCounts>({
    version: 0,
    published: 0,
    superseded: 0,
    replaced: 0,
    failed: 0,
  });
  readonly #publisher: ModelPublisher;
  readonly #onLogError: 'error' | 'skip';

  constructor(publisher: ModelPublisher, onLogError: 'error' | 'skip') {
    this.#publisher = publisher;
    this.#onLogError = onLogError;
  }

  /** Publishes each model of a stream that is the newest when the one before is done. */
  of(models: Observable<Snapshot>): Observable<void> {
    let taken = 0;
    return models.pipe(
      map((model, index) => ({ model, index })),
      mapNewest(({ model, index }) => {
        const replaced = index - taken;
        taken = index + 1;
        return this.#publish(model, replaced);
      }),
    );
  }

  async #publish(model: Snapshot, left: number): Promise<void> {
    const { replaced, published, superseded, failed } = this.counts.value;
    const before = { ...this.counts.value, replaced: replaced + left };
    try {
      const { outcome, version } = await this.#publisher.publish(model);
      this.counts.next({
        ...before,
        version,
        published: published + (outcome === 'published' ? 1 : 0),
        superseded: superseded + (outcome === 'superseded' ? 1 : 0),
      });
    } catch (error) {
      this.counts.next({ ...before, failed: failed + 1, error });
      if (this.#onLogError === 'error' || !(error instanceof LogError) || error.reason === 'deposed') throw error;
    }
  }
}
