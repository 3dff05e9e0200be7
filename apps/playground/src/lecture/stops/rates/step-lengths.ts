import { parameter, read } from '@thalweg/graph';
import { adadelta, adagrad, adam, lion, momentum, nesterov, rmsprop, sgd, type Transform } from '@thalweg/optim';
import { step } from '@thalweg/train';

/** The number of steps that are taken. */
export const STEPS = 1000;

/** The learning rate of all optimizers but Adadelta, which needs none. */
export const RATE = 0.1;

/** The optimizers in the order of their colours. */
const optimizers: readonly (readonly [title: string, optimizer: Transform])[] = [
  ['SGD', sgd({ learningRate: RATE })],
  ['Momentum', momentum({ learningRate: RATE, decay: 0.9 })],
  ['Nesterov', nesterov({ learningRate: RATE, decay: 0.9 })],
  ['Adagrad', adagrad({ learningRate: RATE })],
  ['Adadelta', adadelta()],
  ['RMSprop', rmsprop({ learningRate: RATE })],
  ['Adam', adam({ learningRate: RATE })],
  ['Lion', lion({ learningRate: RATE })],
];

/** The lengths of the steps that an optimizer has taken so far. */
export interface StepLengths {
  readonly title: string;
  /** The number of its colour. */
  readonly colour: number;
  readonly lengths: readonly number[];
}

/**
 * Goes down the slope J = x, whose gradient is 1 everywhere, by all optimizers, and returns the lengths of the steps so
 * far. There the length of a step is the effective learning rate.
 */
export function* stepLengths(): Generator<readonly StepLengths[], void> {
  const walks = optimizers.map(([title, optimizer], colour) => {
    const x = parameter(0, { dtype: 'float64' });
    return { title, colour, lengths: [] as number[], x, descend: step(x, optimizer) };
  });
  for (let t = 0; t < STEPS; t++) {
    for (const { x, lengths, descend } of walks) {
      const before = read(x).item();
      descend();
      lengths.push(before - read(x).item());
    }
    yield walks;
  }
}
