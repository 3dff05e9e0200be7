import type { DType, Tensor } from '@thalweg/tensor';
import { constant, openFrame, parameter, type Node, type Source } from '../index.ts';
import { tensorOf, type Plain } from './plain.ts';
import { outputsOf, pass } from './stepping.ts';

/** The inputs of an operation: what is real can be varied, what is not is constant. */
export function nodesFor(inputs: readonly Plain[], real: DType): Node[] {
  return inputs.map(input => {
    const value = tensorOf(input, real);
    return (input.dtype === 'real' ? parameter(value) : constant(value)) as Node;
  });
}

/** Those of an operation's inputs that have a gradient. */
export function variedOf(nodes: readonly Node[]): Source[] {
  return nodes.filter(node => node.dtype === 'float64' && node.inputs.length === 0 && 'set' in node) as Source[];
}

/** The values of nodes by a frame that fuses. */
export function fused(...outputs: Node[]): readonly Tensor[] {
  const frame = openFrame({ outputs });
  try {
    return outputsOf(pass(frame));
  } finally {
    frame.close();
  }
}
