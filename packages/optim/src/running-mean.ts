import { add, becomes, cast, mul, sub, type Node, type Writable } from '@thalweg/graph';
import { memory } from './memory.ts';

/** What a running mean is called, and how it falls. */
export interface RunningMeanOptions {
  /** `adam.m` for one that is named `adam.m(weight)`. */
  readonly name: string;
  readonly parameter: Writable;
  readonly beta: Node<readonly []>;
}

/** `m ← βm + (1−β)x` from 0, in the precision of x. */
export function runningMean(x: Node, { name, parameter, beta }: RunningMeanOptions): Node {
  const m = memory(name, parameter);
  return becomes(m, add(mul(m, cast(beta, x.dtype)), mul(x, cast(sub(1, beta), x.dtype))));
}
