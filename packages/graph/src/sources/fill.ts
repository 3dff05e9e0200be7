import type { TensorLike } from '@thalweg/tensor';
import type { Observable, Subscription } from 'rxjs';
import type { Source } from './source.ts';

/** Connects a stream to a source. */
export function fill(source: Source, stream$: Observable<TensorLike>): Subscription {
  const { cell, circuit } = source;
  const fail = (error: unknown): void =>
    circuit.schedule(() => {
      cell.fail(error);
      circuit.pass();
    });
  return stream$.subscribe({
    next: value => {
      try {
        source.set(value);
      } catch (error) {
        fail(error);
      }
    },
    error: fail,
    complete: () =>
      circuit.schedule(() => {
        cell.complete = true;
        circuit.complete();
      }),
  });
}
