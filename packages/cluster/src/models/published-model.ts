import { LogError, type Log } from '@thalweg/log';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { filter, Observable } from 'rxjs';
import { mapNewest } from './map-newest.ts';
import { modelKeys } from './model-key.ts';
import { modelNames, type SealedModelOptions } from './model-names.ts';
import { ModelReader, type PublishedModel } from './model-reader.ts';

/** Options of {@link publishedModel}. */
export interface PublishedModelOptions extends SealedModelOptions {
  /** The treatment of a version that stays damaged when it is read again: `'error'`, the default, or `'skip'` for the next one. */
  readonly onDamaged?: 'error' | 'skip' | undefined;
}

/**
 * Emits the newest version of a published model, then each newer one; of several that come while one is read, only the last.
 * It waits for the first version, and never completes.
 *
 * - **Throws** `LogError` for a name that is none
 * - **Stream errors** `LogError`: `'damaged'` for a version that is not as it was published, `'trimmed'` if the log does not keep
 *   it any more, and errors of the log; `StateError` for a version that a newer release wrote
 *
 * @example
 * publishedModel(log, 'spam').subscribe(({ version, snapshot }) => restore({ model }, snapshot));
 */
export function publishedModel(log: Log, name: string, options?: PublishedModelOptions): Observable<PublishedModel> {
  const { onDamaged, seal } = optionsOf('publishedModel', options, { onDamaged: 'error', seal: undefined });
  oneOf('publishedModel', onDamaged, ['error', 'skip'], 'a value of onDamaged');
  const names = modelNames('publishedModel', name, seal);
  return new Observable(subscriber => {
    const reader = new ModelReader(log, names);
    const models$ = modelKeys(log, names).pipe(
      mapNewest(newest =>
        reader.read(newest).catch((error: unknown) => {
          if (onDamaged === 'skip' && error instanceof LogError && error.reason === 'damaged') return undefined;
          throw error;
        }),
      ),
      filter(model => model !== undefined),
    );
    return models$.subscribe(subscriber);
  });
}
