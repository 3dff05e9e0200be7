import { add, feed, gradient, mul, parameter } from '@thalweg/graph';
import type { Workload } from './workload.ts';

/** Returns the workload of the lecture’s circuit f = (x + y)·z: two inputs set in one pass, f and its gradients subscribed. */
export function circuit(): Workload {
  const x = parameter(-2);
  const y = parameter(5);
  const z = parameter(-4);
  const f = mul(add(x, y), z);
  let seen = 0;
  for (const wire of [f, gradient(f, x), gradient(f, y), gradient(f, z)])
    wire.subscribe(value => (seen += value.item()));
  let at = 0;
  return {
    name: 'f = (x + y)·z, f and three gradients subscribed',
    peers: [{ name: 'interpreter', run: () => feed([x, at++ % 100], [z, 2]) }],
    goal: { text: 'at most 1 µs a pass', met: own => own <= 1 && !Number.isNaN(seen) },
  };
}
