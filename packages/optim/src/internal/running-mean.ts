import { add, becomes, mul, sub, type Node, type Writable } from '@thalweg/graph';
import { memory } from '../memory.ts';
import { castOnce } from './cast-once.ts';

/**
 * Returns a function that makes a running mean `m ← βm + (1−β)x` from 0, in the precision of x: one for each parameter,
 * such as `adam.m(weight)` for the name `adam.m`.
 */
export function runningMean(name: string, beta: Node): (x: Node, parameter: Writable) => Node {
  const [kept, taken] = [castOnce(beta), castOnce(sub(1, beta))];
  return (x, parameter) => {
    const m = memory(name, parameter);
    return becomes(m, add(mul(m, kept(x.dtype)), mul(x, taken(x.dtype))));
  };
}
