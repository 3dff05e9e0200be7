import { input, type Runner } from '@thalweg/graph';
import { dense, meanSquaredError, relu } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { train } from '@thalweg/train';

const x = input('x', ['batch', 12]);
const y = input('y', ['batch', 3]);

export const predict = x.pipe(dense(20), relu(), dense(3));

export const training = (runner?: Runner) =>
  train(predict.pipe(meanSquaredError(y)), adam({ learningRate: 0.01 }), { runner });
