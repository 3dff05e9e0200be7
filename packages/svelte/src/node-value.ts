import { read, type Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { createSubscriber } from 'svelte/reactivity';

/** A reactive value: an effect, a `$derived` or a template that reads `current` runs again when it changes. */
export interface NodeValue<S extends Shape> {
  readonly current: Tensor<S>;
}

/**
 * Returns the value of a node for runes: `current` is the present value, and what reads it runs again after each pass that changes it.
 * It subscribes while an effect or a template depends on it. A server reads the value without subscribing.
 *
 * - **Shape** that of the node
 * - **Throws** from `current`, so that `<svelte:boundary>` shows it: `GraphError` that names the inputs without which there is no
 *   value, errors of a computation. The loss of a training has a value during a step only: use `trainingValue`
 *
 * @example
 * const price = nodeValue(model.price);
 * // in the markup: {price.current.item().toFixed(2)}
 */
export function nodeValue<const S extends Shape>(node: Node<S>): NodeValue<S> {
  const follow = createSubscriber(update => {
    let begun = false;
    // The value that a subscription begins with is the one that is being read.
    const changed = (): void => {
      if (begun) update();
    };
    const subscription = node.subscribe({ next: changed, error: changed });
    begun = true;
    return () => subscription.unsubscribe();
  });
  return {
    get current() {
      follow();
      return read(node);
    },
  };
}
