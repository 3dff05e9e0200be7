import { read, type Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { computed, getCurrentInstance, onBeforeMount, shallowRef, toRaw, toValue, watch } from 'vue';
import type { ComputedRef, MaybeRefOrGetter } from 'vue';

/**
 * Returns a ref of the present value of a node. It changes once for each pass, and Vue makes no proxy of it. The subscription
 * belongs to the effect scope: it ends when the component is unmounted. A server renders the value without subscribing.
 * A ref or a getter of a node follows the node that it gives.
 *
 * - **Shape** that of the node
 * - **Throws** when the value is read, so that `onErrorCaptured` receives it: `GraphError` that names the inputs without which
 *   there is no value, errors of a computation. The loss of a training has a value during a step only: use `useTraining`
 *
 * @example
 * const price = useNode(model.price);
 * // in the template: {{ price.item().toFixed(2) }}
 */
export function useNode<const S extends Shape>(node: MaybeRefOrGetter<Node<S>>): ComputedRef<Tensor<S>> {
  const changes = shallowRef(0);
  // A node in a reactive object comes as a proxy, which cannot reach private fields.
  const present = (): Node<S> => toRaw(toValue(node));
  const follow = (): void => {
    const changed = (): void => void changes.value++;
    watch(
      present,
      (node, _, leave) => {
        const subscription = node.subscribe({ next: changed, error: changed });
        leave(() => subscription.unsubscribe());
      },
      { immediate: true, flush: 'sync' },
    );
  };
  // On a server, components are set up and never mounted, and nobody would end a subscription.
  if (getCurrentInstance() === null) follow();
  else onBeforeMount(follow);
  return computed(() => {
    void changes.value;
    return read(present());
  });
}
