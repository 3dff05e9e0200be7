import { constant, gather, input, type Node, parameter, read, square, sub } from '@thalweg/graph';
import { adagrad, sgd, type Transform } from '@thalweg/optim';
import { fillNormal, key } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import type { Reading } from '../../parts/stop.ts';

/** The number of examples, of which every hundredth has the rare feature. */
export const EXAMPLES = 1000;

/** The number of examples among which one has the rare feature. */
export const HUNDRED = 100;

/** The weights that the frequent and the rare feature should get. */
export const TARGETS = [1, -1] as const;

const NOISE = 0.3;

/** The weights that an optimizer has learned so far. */
export interface Learned {
  readonly title: string;
  /** The number of its colour. */
  readonly colour: number;
  /** The weights of the frequent and of the rare feature. */
  readonly weights: readonly number[];
  /** The distance of each weight from its target. */
  readonly errors: readonly number[];
}

/** Both optimizers after a number of examples. */
export interface RareState {
  readonly seen: number;
  readonly learned: readonly Learned[];
}

/** Learns from the examples one by one, by SGD and by Adagrad, and returns what both know before the first and after each. */
export function* learnRare(): Generator<RareState, void> {
  const learners = [
    learner({ title: 'SGD', colour: 0, optimizer: sgd({ learningRate: 0.01 }) }),
    learner({ title: 'Adagrad', colour: 3, optimizer: adagrad({ learningRate: 0.5 }) }),
  ];
  const noise = fillNormal(new Float64Array(EXAMPLES), key(5));
  const stateAfter = (seen: number): RareState => ({ seen, learned: learners.map(({ learned }) => learned()) });
  yield stateAfter(0);
  for (let i = 0; i < EXAMPLES; i++) {
    const feature = isRare(i) ? 1 : 0;
    for (const { learn } of learners) learn({ feature, target: TARGETS[feature] + NOISE * noise[i]! });
    yield stateAfter(i + 1);
  }
}

/** Returns true if the example of a number, from 0, has the rare feature. */
export function isRare(example: number): boolean {
  return example % HUNDRED === HUNDRED / 2;
}

function learner({ title, colour, optimizer }: Pick<Learned, 'title' | 'colour'> & { readonly optimizer: Transform }) {
  const weights = parameter([0, 0]);
  const [feature, target] = [input('feature', [], 'int32'), input('target', [])];
  const loss = square(sub(gather(weights, feature), target)) as Node<readonly []>;
  const off = sub(weights, constant([...TARGETS]));
  const learned = (): Learned => ({
    title,
    colour,
    weights: read(weights).toArray(),
    errors: read(off).toArray().map(Math.abs),
  });
  return { learn: step(loss, optimizer), learned };
}

/** Returns what both optimizers know about the rare feature. */
export function rareReading({ seen, learned: [sgd, adagrad] }: RareState): Reading {
  const [slow, fast] = [sgd!.errors[1]!.toFixed(2), adagrad!.errors[1]!.toFixed(2)];
  const times = Math.floor((seen + HUNDRED / 2 - 1) / HUNDRED);
  return {
    what: 'Error of the rare weight: with SGD → with Adagrad',
    before: slow,
    now: fast,
    sentence: seen % HUNDRED === 0 ? sentenceOf(times, { slow, fast }) : `Learning from example ${times}01 on …`,
    isDone: seen === EXAMPLES,
  };
}

function sentenceOf(times: number, { slow, fast }: { readonly slow: string; readonly fast: string }): string {
  if (times === 0) return 'Nothing is learned yet: both weights are 0.';
  if (times === 1)
    return `One example with the rare feature: Adagrad’s first step for it is large, its rate is still η. SGD moves it by a fiftieth of the way.`;
  if (times < EXAMPLES / HUNDRED)
    return `After ${times} of its examples, the rare weight is off by ${slow} with SGD, and by ${fast} with Adagrad.`;
  return `After 1,000 examples, 10 of them with the rare feature, SGD has hardly begun with its weight: it is off by ${slow}. With Adagrad it is off by ${fast}.`;
}
