import { takenRuns } from '@thalweg/drawn';
import { test } from '@fast-check/vitest';
import { gradient, type Node } from '@thalweg/graph';
import { describe } from 'vitest';
import { twins } from '../compiled/twins.ts';
import { lossOf, randomScan, scanPlans, type ScanPlan } from './random-scan.ts';

const seed = 20_262;
/** Errors of sums and functions pass from step to step; see `random-circuits.drawn.test.ts`. */
const units = 1024;

function agrees(plan: ScanPlan, order: 0 | 1 | 2): void {
  const pair = twins(
    () => {
      const scanned = randomScan(plan, 'float32');
      const parts = [...scanned.carry, ...scanned.output];
      const slopes = (loss: Node): Node[] => scanned.parameters.map(one => gradient(loss, one) as Node);
      const first = order > 0 ? slopes(lossOf(parts, scanned)) : [];
      const second = order > 1 ? slopes(lossOf(first, scanned)) : [];
      return { outputs: [...parts, ...first, ...second] };
    },
    { units },
  );
  for (let pass = 0; pass < 2; pass++) pair.step();
  pair.close();
}

describe('a compiled scan of a random cell agrees with the interpreted one:', () => {
  test.prop([scanPlans], { numRuns: takenRuns(60), seed })('in its values', plan => agrees(plan, 0));
  test.prop([scanPlans], { numRuns: takenRuns(40), seed })('in its gradients', plan => agrees(plan, 1));
  test.prop([scanPlans], { numRuns: takenRuns(20), seed })('in its second derivatives', plan => agrees(plan, 2));
});
