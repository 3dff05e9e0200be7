import { DtypeError, fillUniform, foldIn, isFloat, type Key, type Shape, sizeOf } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import type { LoopInput, LoopOutput } from '../wire/kernel.ts';
import { add } from './add.ts';
import { mul } from './mul.ts';

/**
 * Random numbers from [0, 1) in the shape and dtype of another value: a pure function of the key and a counter. A
 * counter that is a state with a rule gives new numbers at every step, and the same ones when a step is repeated. In a
 * {@link scan} they depend on the position too.
 *
 * - **Shape** `like: S, counter: [] → S`, counter int32
 * - **Gradient** zero
 * - **Throws** `DtypeError` unless the value is a float and the counter int32
 */
export function uniformLike<S extends Shape>(like: Node<S>, key: Key, counter: Node<readonly []>): Node<S> {
  return uniformOf(key, [like as Node, counter as Node]) as Node<S>;
}

/** Random numbers of a key and a counter; with times, other ones for each of these, which have the first axes of the value. */
export function uniformOf(key: Key, inputs: readonly Node[]): Node {
  return operation({
    name: 'uniform',
    shape: ([shape]) => shape!,
    dtype: ([value, ...counters]) => {
      if (!isFloat(value!) || counters.some(counter => counter !== 'int32'))
        throw new DtypeError(
          'uniform',
          [value!, ...counters],
          'the value must be a float and the counter int32',
          'Convert them with cast.',
        );
      return value!;
    },
    kernel: {
      kind: 'loop',
      loop: 'uniform',
      parameters: { key },
      shapeOnly: [0],
      bind: (output: LoopOutput, [, counter, times]: readonly LoopInput[]) => {
        const rows = times === undefined ? 1 : sizeOf(times.shape!);
        const size = sizeOf(output.shape!) / Math.max(1, rows);
        return () => {
          const out = output.write() as Float32Array | Float64Array;
          const own = foldIn(key, counter!.data[0]!);
          if (times === undefined) fillUniform(out, own);
          else for (let n = 0; n < rows; n++) fillUniform(out.subarray(n * size, (n + 1) * size), foldIn(own, times.data[n]!)); // prettier-ignore
        };
      },
    },
    atTime: (node, time) => {
      const [like, counter, ...times] = node.inputs as [Node, Node];
      const own = noiseCounter(counter);
      if (times.length === 0) return uniformOf(key, time === undefined ? [like, own] : [like, own, time]);
      // They were taken out of a scan in this one.
      return time === undefined ? node : uniformOf(key, [like, own.rule!.noiseAt!(own, time), ...times]);
    },
    call: ([like, counter, ...times]) =>
      times.length === 0 ? ['uniformLike', like, key, counter] : ['uniformOf', key, [like, counter, ...times]],
    mapped: ([like, counter, time]) => (like && time && !counter ? all => uniformOf(key, all) : undefined),
    gradient: () => [],
  })(...inputs);
}

/** Odd factors, so that counters of other passes and of other times, also of several scans in each other, are equal only by chance. */
const MIX = 0x297a2d39;

const GOLDEN = -0x61c88647;

/**
 * A counter that nothing but random numbers in a scan reads. A scan around that scan replaces it by another one for each of
 * its own steps.
 */
export const noiseCounter = /* @__PURE__ */ operation({
  name: 'noiseCounter',
  shape: ([counter]) => counter!,
  kernel: { kind: 'alias' },
  noiseAt: (node, time) => noiseCounter(mul(add(node, mul(time, GOLDEN)), MIX) as Node),
  gradient: () => [undefined],
}) as (counter: Node) => Node;
