import type { TensorLike } from '@thalweg/tensor';
import type { Observable, Subscription } from 'rxjs';
import type { Source } from './source.ts';
import { prepareWrite, enter } from './writes.ts';

/** Connects a stream to a source. */
export function fill(source: Source, stream$: Observable<TensorLike>): Subscription {
  const { sourceValue, circuit, name } = source;
  const fail = (error: unknown): void => enter(circuit, name, () => sourceValue.fail(error));
  return stream$.subscribe({
    next: value => {
      let write: () => void;
      try {
        write = prepareWrite(source, value);
      } catch (error) {
        return fail(error);
      }
      enter(circuit, name, write);
    },
    error: fail,
    complete: () =>
      circuit.schedule(() => {
        sourceValue.complete = true;
        circuit.complete();
      }, name),
  });
}
