import { DataError, Dataset } from '@thalweg/data';
import type { Observable } from 'rxjs';

/** Options that need a source that is pulled. */
export interface PulledOnly {
  readonly running?: unknown;
  readonly validation?: unknown;
}

/** Throws a `DataError` if a source pushes its records and an option asks for more than it can do. */
export function checkPulled(operator: string, source: Observable<unknown>, options: PulledOnly): void {
  if (source instanceof Dataset) return;
  const option = (['validation', 'running'] as const).find(name => options[name] !== undefined);
  if (option !== undefined)
    throw new DataError(
      operator,
      `${option} needs a source that is pulled`,
      'an observable that pushes',
      'Begin the pipe with a Dataset, such as fromIterable gives, and keep to operators that return one.',
    );
}
