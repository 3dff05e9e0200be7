import { read, type Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { useCallback, useSyncExternalStore } from 'react';

/**
 * Returns the present value of a node. The component renders again after each pass that changes it. All components of a page
 * read the same pass, in concurrent rendering too. A server renders the value without subscribing.
 *
 * - **Shape** that of the node
 * - **Throws** while rendering, so that an error boundary shows it: `GraphError` that names the inputs without which there is no
 *   value, errors of a computation. The loss of a training has a value during a step only: use `useTraining`
 *
 * @example
 * function Price({ model }) {
 *   return <output>{useNode(model.price).item().toFixed(2)}</output>;
 * }
 */
export function useNode<const S extends Shape>(node: Node<S>): Tensor<S> {
  const subscribe = useCallback(
    (changed: () => void) => {
      const subscription = node.subscribe({ next: changed, error: changed });
      return () => subscription.unsubscribe();
    },
    [node],
  );
  const present = (): Tensor<S> => read(node);
  return useSyncExternalStore(subscribe, present, present);
}
