import { input, type Node } from '@thalweg/graph';
import { learn, logisticRegression, softmaxRegression, type Model } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { fillNormal, key, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import type { RatioRow } from './ratio-row.ts';
import { bySize, repeated } from './turns.ts';

const FEATURES = 10;
const HELD = 4096;

interface Example {
  readonly x: Float32Array;
  readonly label: number;
}

/**
 * A vector of probabilities takes the way of a number: its pass hands out no buffer, and what is emitted takes few bytes. What five
 * classes cost more than two is the chain of their pass: maximum, exponential, sum, logarithm, quotient.
 */
export const classEvents: RatioRow = {
  name: `events: learn of five classes by ${FEATURES} features on single records, compiled`,
  ours: 'softmaxRegression, five classes',
  reference: 'logisticRegression, two classes',
  bar: 1.3,
  turns: 25,
  prepare(size) {
    const [five, two] = [learner(5), learner(2)];
    for (let i = 0; i < bySize(size, 300_000, 3000); i++) {
      five.step();
      two.step();
    }
    // Both can be told apart by lines.
    for (const share of [five.share(), two.share()])
      if (share < (size === 'whole' ? 0.9 : 0.6)) throw new Error(`most examples must be recognized, got ${share}`);
    return { ours: repeated(five.step, size), reference: repeated(two.step, size) };
  },
};

/** Returns what takes the next example, and what returns the share of examples that were recognized. */
function learner(classes: number): { readonly step: () => void; readonly share: () => number } {
  const held = examples(classes);
  const x = input('x', [FEATURES]);
  const model: Model =
    classes === 2
      ? (logisticRegression(x, input('label', [])) as Model)
      : (softmaxRegression(x, input('label', [], 'int32') as Node<readonly []>, { classes }) as unknown as Model);
  const pushed = new Subject<Example>();
  let [at, right] = [0, 0];
  pushed.pipe(learn(model, sgd({ learningRate: 0.1 }), { runner: wasm() })).subscribe(({ prediction, target }) => {
    const found = typeof prediction === 'number' ? Number(prediction > 0.5) : largest((prediction as Tensor).numbers);
    if (found === Number(target)) right++;
  });
  return { step: () => pushed.next(held[at++ % HELD]!), share: () => right / at };
}

/** Examples whose class is the largest of as many sums of their features. */
function examples(classes: number): Example[] {
  const weights = fillNormal(new Float32Array(FEATURES * classes), key(1));
  const features = fillNormal(new Float32Array(FEATURES * HELD), key(2));
  return Array.from({ length: HELD }, (_, n) => {
    const x = features.slice(n * FEATURES, (n + 1) * FEATURES);
    const sums = Array.from({ length: classes }, (_, c) =>
      x.reduce((sum, one, i) => sum + one * weights[i * classes + c]!, 0),
    );
    return { x, label: largest(sums) };
  });
}

function largest(numbers: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! > numbers[best]!) best = i;
  return best;
}
