import { read, type Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import type { Readable } from 'svelte/store';

/**
 * Returns a store of the value of a node, for `$store`, `derived`, `get` and `fromStore`. It calls back at once, then once for
 * each pass. A node itself works after a `$` too, but Svelte's types refuse it, since RxJS returns a subscription and not a function.
 *
 * - **Shape** that of the node
 * - **Throws** when it is subscribed: `GraphError` that names the inputs without which there is no value, errors of a computation.
 *   After a later error, reported as RxJS reports unhandled ones, the store keeps its value
 *
 * @example
 * const price = nodeStore(model.price);
 * // in the markup: {$price.item().toFixed(2)}
 */
export function nodeStore<const S extends Shape>(node: Node<S>): Readable<Tensor<S>> {
  return {
    subscribe(run) {
      read(node);
      const subscription = node.subscribe(run);
      return () => subscription.unsubscribe();
    },
  };
}
