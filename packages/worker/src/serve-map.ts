import { DataError, type ItemContext } from '@thalweg/data';
import type { Key } from '@thalweg/tensor';
import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { Subscription } from 'rxjs';
import { carried } from './wire/carried-error.ts';
import { holdLock, ownPort } from './wire/host.ts';
import { checkedToMapWorker, type FromMapWorker, type ToMapWorker } from './wire/map-protocol.ts';
import { idOf } from './wire/message-fields.ts';
import { Packing, unpackedChecked } from './wire/packed.ts';
import { portEvents } from './wire/port-events.ts';
import type { TrainingPort } from './wire/training-port.ts';

/** Options of {@link serveMap}. */
export interface ServeMapOptions {
  /** The port to listen to; by default the worker's own. */
  readonly port?: TrainingPort | undefined;
}

/**
 * Serves a function to the `mapInWorkers` of the page or the process that started this worker. Returns a subscription that ends the
 * service.
 *
 * The function gets each item with the context of `map`, and returns the result, or a promise of it. What it throws is the error
 * of that item. Each message is checked: one that does not fit is refused or ignored.
 *
 * - **Throws** `ContractError` outside of a worker if no port is given
 *
 * @example
 * const { port1 } = new MessageChannel();
 * serveMap((x: number, { key }) => x + uniform(key, 0), { port: port1 }).unsubscribe();
 */
export function serveMap<T, R>(
  transform: (item: T, context: ItemContext) => R | PromiseLike<R>,
  options?: ServeMapOptions,
): Subscription {
  const given = optionsOf('serveMap', options, { port: undefined });
  functionOf('serveMap', 'the first argument', transform);
  const { port = ownPort('serveMap') } = given;
  const answer = (message: FromMapWorker, buffers: Iterable<ArrayBuffer> = []): void =>
    port.postMessage(message, [...buffers] as never[]);
  const refuse = (id: number, error: unknown): void => answer({ kind: 'map-refusal', id, error: carried(error) });
  const serving = new Subscription();
  const greet = ({ lock }: ToMapWorker & { readonly kind: 'map-hello' }): void => {
    if (lock === undefined) answer({ kind: 'map-ready' });
    else serving.add(holdLock(lock, () => answer({ kind: 'map-ready' })));
  };
  serving.add(
    portEvents('serveMap', port).subscribe(event => {
      const checked = event.kind === 'message' ? checkedToMapWorker(event.data) : undefined;
      if (checked === undefined) return;
      const id = event.kind === 'message' ? idOf(event.data) : undefined;
      if ('error' in checked) return id === undefined ? undefined : refuse(id, checked.error);
      const { message } = checked;
      if (message.kind === 'map-hello') return greet(message);
      resultOf(transform as (item: unknown, context: ItemContext) => unknown, message)
        .then(result => {
          const packing = new Packing();
          answer({ kind: 'map-result', id: message.id, result: packing.pack(result) }, packing.buffers);
        })
        .catch((error: unknown) => refuse(message.id, error));
    }),
  );
  return serving;
}

async function resultOf(
  transform: (item: unknown, context: ItemContext) => unknown,
  { item, key, epoch, index }: ToMapWorker & { readonly kind: 'map-item' },
): Promise<unknown> {
  const result = await transform(unpackedChecked(item), new ServedItem(key, epoch, index));
  if (result !== undefined) return result;
  const advice = 'Return the item, and leave items out with filter.';
  throw new DataError('serveMap', 'the function must return an item, or a promise of one', 'undefined', advice);
}

/** The context of an item that another thread sent. */
class ServedItem implements ItemContext {
  readonly #key: Key | undefined;
  readonly epoch: number;
  readonly index: number;

  constructor(key: Key | undefined, epoch: number, index: number) {
    this.#key = key;
    this.epoch = epoch;
    this.index = index;
  }

  get key(): Key {
    if (this.#key !== undefined) return this.#key;
    const advice = 'Try mapInWorkers(…, { seed: 7 }).';
    throw new DataError('mapInWorkers', 'a function that reads the key needs a seed', 'none', advice);
  }
}
