import { type Node, nodeOf } from '../node/node.ts';
import type { Shape, Tensor } from '@thalweg/tensor';
import { failureOf } from '../frame/pass-result.ts';
import { Frame } from '../frame/frame.ts';
import { interpreter } from '../frame/executor.ts';

/**
 * The present value of a node. Reading writes nothing, and two reads with no pass between them return the same object. The
 * value of a source is a copy of its elements.
 *
 * - **Throws** `GraphError` that names the inputs without which there is no value; errors of a computation
 */
export function read<S extends Shape>(node: Node<S>): Tensor<S> {
  const { circuit } = nodeOf('read', node as Node);
  const known = circuit?.known(node);
  if (known !== undefined) return known as Tensor<S>;
  const value = compute(node as Node);
  circuit?.remember(node, value);
  return value as Tensor<S>;
}

/** Computes a value in a frame of its own. */
function compute(node: Node): Tensor {
  const frame = new Frame({ training: false });
  try {
    const slot = frame.demand(node);
    frame.pass(interpreter());
    const failure = failureOf(slot);
    if (failure !== undefined) throw failure.error;
    return slot.observe();
  } finally {
    frame.close();
  }
}
