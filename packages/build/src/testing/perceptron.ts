import {
  add,
  input,
  matmul,
  mean,
  parameter,
  square,
  sub,
  tanh,
  type Input,
  type Node,
  type Parameter,
  type Runner,
} from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { train } from '@thalweg/train';

// A module as a user writes it: a prediction, and a training that takes a runner.
const x: Input<readonly ['batch', 2]> = input('x', ['batch', 2]);
const y: Input<readonly ['batch', 1]> = input('y', ['batch', 1]);
export const weight: Parameter<readonly [2, 1]> = parameter([[0.5], [-0.25]], { name: 'weight' });
export const predict: Node<readonly ['batch', 1]> = tanh(add(matmul(x, weight), 0.125));
const loss = mean(square(sub(predict, y)));

export const training = (runner?: Runner): ReturnType<typeof train> =>
  train(loss, sgd({ learningRate: 0.5 }), { runner });
