import {
  add,
  becomes,
  gradient,
  input,
  matmul,
  mean,
  mul,
  parameter,
  square,
  state,
  sub,
  tanh,
  type Input,
  type Node,
} from '@thalweg/graph';
import { stepsOf, type Values } from './steps-of.ts';

/** Rows of numbers that a phase moves. */
export function wave(rows: number, columns: number, phase = 0): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Math.sin(3 * i + j + phase)));
}

/** Records for a {@link stepNetwork}, two of four rows and one of one. */
export const stepRecords: readonly Values[] = [4, 4, 1].map((rows, phase) => ({
  x: wave(rows, 20, phase),
  y: wave(rows, 3, phase),
}));

/** A layer, and its training with momentum. */
export interface StepNetwork {
  readonly x: Input;
  readonly y: Input;
  readonly guess: Node;
  readonly loss: Node;
  /** The rules of a step, and the registers that they write. */
  readonly rules: readonly Node[];
  readonly registers: readonly Node[];
  readonly step: ReturnType<typeof stepsOf>;
}

/** A layer whose parameters follow from a phase. */
export function stepNetwork(phase = 0): StepNetwork {
  const x = input('x', ['batch', 20]);
  const y = input('y', ['batch', 3]);
  const weights = parameter(wave(20, 3, phase), { name: 'weights' });
  const bias = parameter([0.1, 0.2, phase], { name: 'bias' });
  const moment = state(wave(20, 3, 5 + phase), { name: 'moment' });
  const guess = tanh(add(matmul(x, weights), bias)) as Node;
  const loss = mean(square(sub(guess, y))) as Node<readonly []>;
  const next = add(mul(moment, 0.9), gradient(loss, weights));
  const rules = [
    becomes(moment, next as Node<readonly [number, number]>),
    becomes(weights, sub(weights, mul(next, 0.05)) as Node<readonly [number, number]>),
    becomes(bias, sub(bias, mul(gradient(loss, bias), 0.05)) as Node<readonly [3]>),
  ] as readonly Node[];
  return {
    x,
    y,
    guess,
    loss,
    rules,
    registers: [weights, bias, moment] as readonly Node[],
    step: stepsOf({ outputs: [loss as Node], rules }),
  };
}
