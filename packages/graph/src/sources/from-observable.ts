import type { DType, Shape, TensorLike } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { Subscription, type Observable } from 'rxjs';
import { Circuit } from '../frame/circuit.ts';
import { fill } from './fill.ts';
import { Source } from './source.ts';
import { Cell } from '../wire/cell.ts';

/** The declared type of a stream's values. */
export interface StreamOptions<S extends Shape> {
  readonly name?: string;
  /** A scalar by default. */
  readonly shape?: S;
  /** Float32 by default. */
  readonly dtype?: DType;
}

/**
 * Returns a source that subscribes to a stream as long as the source, or a node that depends on it, is observed.
 *
 * @example
 * const rate = fromObservable(slider$);
 */
export function fromObservable<const S extends Shape = readonly []>(
  stream$: Observable<TensorLike>,
  options?: StreamOptions<S>,
): Source<S> {
  const { name, shape, dtype } = optionsOf('fromObservable', options, {
    name: 'stream',
    shape: [] as Shape as S,
    dtype: 'float32' as DType,
  });
  let subscription = Subscription.EMPTY;
  const connection = {
    connect: (): void => {
      // It may be ended while the stream connects.
      const connected = (subscription = new Subscription());
      source.cell.reopen();
      connected.add(fill(source as Source, stream$));
    },
    disconnect: (): void => {
      subscription.unsubscribe();
      subscription = Subscription.EMPTY;
    },
  };
  const source = new Source<S>({
    name,
    shape: shape as S,
    dtype,
    cell: new Cell(dtype, false, connection),
    circuit: new Circuit(),
  });
  return source;
}
