import type { Tensor } from '@thalweg/tensor';
import { openFrame, type Node } from '../index.ts';
import { outputsOf, pass } from './stepping.ts';

/** The values of nodes by a frame that fuses. */
export function fused(...outputs: Node[]): readonly Tensor[] {
  const frame = openFrame({ outputs });
  try {
    return outputsOf(pass(frame));
  } finally {
    frame.close();
  }
}
