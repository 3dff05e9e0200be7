import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { add } from '../operations/add.ts';
import { mul } from '../operations/mul.ts';

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
