import { add, input, type Node, parameter, read, softmax, state } from '@thalweg/graph';
import { batchNorm, dense, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { predictor, train } from '@thalweg/train';
import { FEATURES } from '../backbone/backbone.ts';
import { MOST_CLASSES } from './lesson-state.ts';

/** What learns: one layer from features to classes. */
export type Head = ReturnType<typeof newHead>;

/** Returns a head that has learned nothing: all classes that are open are as likely. */
export function newHead() {
  const features = input('features', ['batch', FEATURES]);
  const label = input('label', ['batch'], 'int32');
  const weight = parameter(weights(new Float32Array(FEATURES * MOST_CLASSES)), { name: 'head/weight' });
  // 0 for a class of the lesson, and −∞ for a column that is free, which no softmax sees.
  const closed = state(closedColumns([]), { name: 'closed' });
  const scaled = features.pipe(batchNorm({ name: 'scale', scale: false, offset: false, epsilon: 0.01 }));
  const logits = add(scaled.pipe(dense(MOST_CLASSES, { name: 'head', weight })), closed);
  const probabilities = softmax(logits) as Node;
  const predict = predictor(probabilities);
  return {
    probabilities,
    learn: train(logits.pipe(softmaxCrossEntropy(label)), adam({ learningRate: 0.002 })),
    /** Shows a picture: `probabilities` are those of it, and change with each step. */
    see: (seen: Float32Array): void => features.set(rowOf(seen)),
    /** Returns the column that is the most likely one now. */
    guess(seen: Float32Array): number {
      const shares = Array.from((predict({ features: rowOf(seen) }) as Tensor).numbers);
      return shares.indexOf(Math.max(...shares));
    },
    /** Opens the columns of some classes, and closes the others. */
    open: (slots: readonly number[]): void => closed.set(closedColumns(slots)),
    /** Forgets what the column of a class has learned. */
    forget(slot: number): void {
      const kept = [...read(weight).data].map((value, place) => (place % MOST_CLASSES === slot ? 0 : Number(value)));
      weight.set(weights(Float32Array.from(kept)));
    },
  };
}

const rowOf = (features: Float32Array): Tensor => tensor(features, { shape: [1, FEATURES] });

const weights = (values: Float32Array) => tensor(values, { shape: [FEATURES, MOST_CLASSES] });

function closedColumns(slots: readonly number[]): Float32Array {
  return Float32Array.from({ length: MOST_CLASSES }, (_, slot) => (slots.includes(slot) ? 0 : -Infinity));
}
