import { read, type Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { useCallback, useSyncExternalStore } from 'react';

/** Returns the current value of a node. The component renders again when it changes; errors are thrown while rendering. */
export function useNode<const S extends Shape>(node: Node<S>): Tensor<S> {
  const subscribe = useCallback(
    (changed: () => void) => {
      const subscription = node.subscribe({ next: changed, error: changed });
      return () => subscription.unsubscribe();
    },
    [node],
  );
  const snapshot = useCallback(() => read(node), [node]);
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}
