import type { Injector, Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { read, type Node } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { sampleFrames } from '@thalweg/train';

/** Options of {@link nodeSignal}. */
export interface NodeSignalOptions {
  /** The injector whose end ends the subscription; that of the present injection context by default. */
  readonly injector?: Injector;
  /** Follows the node at most once for each animation frame, for a node that a training moves; `false` by default. */
  readonly frames?: boolean;
}

/**
 * Returns a signal of the value of a node. It has the present value at once, and a new one after each pass that changes it. The
 * subscription ends with the component or service that made it.
 *
 * - **Shape** that of the node
 * - **Throws** `GraphError` that names the inputs without which there is no value; the signal throws errors of a computation when it is
 *   read. The loss of a training has a value during a step only: use `trainingSignal`
 *
 * @example
 * readonly price = nodeSignal(this.model.price);
 * // in the template: {{ price().item() }}
 */
export function nodeSignal<const S extends Shape>(node: Node<S>, options?: NodeSignalOptions): Signal<Tensor<S>> {
  const { injector, frames } = optionsOf('nodeSignal', options, { injector: undefined, frames: false });
  read(node);
  const values$ = frames ? node.pipe(sampleFrames<Tensor<S>>()) : node;
  return toSignal(values$, { requireSync: true, ...(injector && { injector }) });
}
