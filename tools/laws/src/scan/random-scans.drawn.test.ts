import { test } from '@fast-check/vitest';
import { takenRuns } from '@thalweg/drawn';
import { checkpointed, gradient, read, type Node } from '@thalweg/graph';
import { describe, expect } from 'vitest';
import { expectClose } from './expect-close.ts';
import {
  lossOf,
  type RandomCell,
  randomScan,
  type RandomScan,
  type ScanPlan,
  scanPlans,
  unrolled,
} from './random-scan.ts';

const seed = 20_261;

function pair(plan: ScanPlan): { readonly scanned: RandomScan; readonly found: Node[]; readonly wanted: Node[] } {
  const scanned = randomScan(plan, 'float64');
  const apart = unrolled(scanned.cell, scanned.run);
  const found = [...scanned.carry, ...(plan.steps === 0 ? [] : scanned.output)];
  return { scanned, found, wanted: [...apart.carry, ...apart.output] };
}

describe('a scan of a random cell', () => {
  test.prop([scanPlans], { numRuns: takenRuns(100), seed })(
    'has the values of its unrolling, to the last bit',
    plan => {
      const { found, wanted, scanned } = pair(plan);
      found.forEach((node, n) => {
        expect(read(node).shape).toEqual(read(wanted[n]!).shape);
        expect(read(node).data).toEqual(read(wanted[n]!).data);
      });
      if (plan.steps === 0) for (const output of scanned.output) expect(read(output).data.length).toBe(0);
    },
  );

  test.prop([scanPlans], { numRuns: takenRuns(60), seed })('has the gradients of its unrolling', plan => {
    const { found, wanted, scanned } = pair(plan);
    const [a, b] = [lossOf(found, scanned), lossOf(wanted, scanned)];
    for (const parameter of scanned.parameters)
      expectClose(read(gradient(a, parameter)), read(gradient(b, parameter)), 1e-11, parameter.name);
  });

  test.prop([scanPlans], { numRuns: takenRuns(30), seed })('has the second derivatives of its unrolling', plan => {
    const { found, wanted, scanned } = pair(plan);
    const slope = (loss: Node): Node =>
      lossOf(
        scanned.parameters.map(one => gradient(loss, one) as Node),
        scanned,
      );
    const [a, b] = [slope(lossOf(found, scanned)), slope(lossOf(wanted, scanned))];
    for (const parameter of scanned.parameters)
      expectClose(read(gradient(a, parameter)), read(gradient(b, parameter)), 1e-9, parameter.name);
  });

  test.prop([scanPlans], { numRuns: takenRuns(25), seed })(
    'has the same gradients, to the last bit, if values are computed again',
    plan => {
      const [kept, again] = [undefined, checkpointed].map(wrap => {
        const scanned = randomScan(plan, 'float64', wrap as ((cell: RandomCell) => RandomCell) | undefined);
        const loss = lossOf([...scanned.carry, ...scanned.output], scanned);
        const first = scanned.parameters.map(one => gradient(loss, one) as Node);
        const second = lossOf(first, scanned);
        return [...first, ...scanned.parameters.map(one => gradient(second, one) as Node)];
      }) as [Node[], Node[]];
      const count = kept.length / 2;
      kept.slice(0, count).forEach((node, n) => expect(read(again[n]!).data).toEqual(read(node).data));
      kept.slice(count).forEach((node, n) => expectClose(read(again[count + n]!), read(node), 1e-11, `second ${n}`));
    },
  );
});
