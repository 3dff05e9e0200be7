import { takenRuns } from '@thalweg/drawn';
import { fc, test } from '@fast-check/vitest';
import type { Register } from '@thalweg/graph';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import type { Subscription } from 'rxjs';
import { describe, expect } from 'vitest';
import { expectAgreement, twins } from './twins.ts';
import { circuitOf, ROWS, small, type Plan } from './random-circuit.ts';

/** What happens to a circuit between its steps, and in them. */
type Act =
  | { readonly act: 'step'; readonly n: number; readonly gate: number; readonly place: number }
  | { readonly act: 'set' | 'listen' | 'leave'; readonly which: number };

const plans = (exact: boolean): fc.Arbitrary<Plan> =>
  fc.record({
    draws: fc.array(fc.tuple(fc.nat(200), fc.nat(12), fc.nat(12), fc.nat(11)), { minLength: 4, maxLength: 14 }),
    exact: fc.constant(exact),
    sometimes: fc.boolean(),
  });

const step = fc.record({
  act: fc.constant('step' as const),
  n: fc.constantFrom(0, 1, 2, 3, 5, 8),
  gate: fc.constantFrom(-1, 1, 2),
  // The last is out of range: a step fails if it looks up a row.
  place: fc.constantFrom(0, 1, 2, 3, 4, 0, 1, 2, 3, ROWS),
});
const other = fc.record({
  act: fc.constantFrom('set' as const, 'listen' as const, 'leave' as const),
  which: fc.nat(20),
});
const acts = fc.array(fc.oneof({ weight: 3, arbitrary: step }, { weight: 1, arbitrary: other }), {
  minLength: 3,
  maxLength: 8,
});

/** Does the same to two circuits that are alike, of which one is compiled: both must come to the same, and tell the same. */
function run(plan: Plan, script: readonly Act[], units: number): { readonly compiled: number; readonly nodes: number } {
  const circuits: ReturnType<typeof circuitOf>[] = [];
  const pair = twins(() => (circuits.push(circuitOf(plan)), circuits.at(-1)!), { units });
  const told: Tensor[][] = [[], []];
  const ears: Subscription[][] = [];
  let steps = 0;
  script.forEach((act, t) => {
    if (act.act === 'step') {
      const at = Int32Array.from({ length: act.n }, (_, i) => (i + act.place === ROWS ? ROWS : (i + act.place) % ROWS));
      pair.step({ x: small([act.n, 4], t, plan.exact), at, gate: act.gate });
      steps++;
    } else if (act.act === 'set') {
      const name = act.which % 2 === 0 ? 'w' : 'table';
      pair.both(({ sources }) => (sources![name] as Register).set(small(sources![name]!.shape as Sizes, t, plan.exact)));
    } else if (act.act === 'leave') ears.pop()?.forEach(ear => ear.unsubscribe());
    else
      ears.push(circuits.map(({ nodes }, i) => nodes[act.which % nodes.length]!.subscribe({
        next: value => told[i]!.push(value as Tensor),
        error: error => told[i]!.push(tensor([String(error).length])),
      })));
    expectAgreement(told[0]!, told[1]!, units, `told by act ${t}`);
  });
  const { compiled, interpreted } = pair.watched;
  expect(compiled + interpreted).toBe(steps);
  for (const ear of ears.flat()) ear.unsubscribe();
  pair.close();
  return { compiled, nodes: circuits[0]!.nodes.length };
} // prettier-ignore

const seed = 20_240;

describe('a random circuit, compiled, does in every step what it does interpreted:', () => {
  // A sum of nothing but −0 is 0 where it begins with 0, and −0 where it begins with its first term: else all is exact.
  test.prop([plans(true), acts], { numRuns: takenRuns(50), seed })(
    'of whole numbers, to the bit but the sign of 0',
    (plan, script) => {
      run(plan, script, 2 ** -20);
    },
    30_000,
  );

  // Errors of sums and functions below a node pass through all above it, and from step to step.
  test.prop([plans(false), acts], { numRuns: takenRuns(50), seed })(
    'of smooth functions, within bounds',
    (plan, script) => {
      run(plan, script, 1024);
    },
    30_000,
  );
});
