import { DataError } from '@thalweg/tensor/engine';
import type { Example } from '../metric/example.ts';

/** Returns the predicted class: 1 for a number above the threshold and 0 for others; of several scores the largest. */
export function predictedClass(metric: string, example: Example, threshold: number): number {
  if (example.classes > 1) return likeliestClass(metric, example);
  return scoreOf(metric, example) > threshold ? 1 : 0;
}

/** Returns the class of the largest score, the first of equal ones. */
export function likeliestClass(metric: string, example: Example): number {
  const { scores, from, classes } = example;
  let best = 0;
  for (let i = 0; i < classes; i++) {
    const score = scores[from + i]!;
    if (Number.isNaN(score))
      throw refused(metric, 'a score must be a number', NaN, example, 'Did the training diverge?');
    if (score > scores[from + best]!) best = i;
  }
  return best;
}

/** Returns the score of class 1: the predicted number, or of two classes that of class 1. */
export function scoreOf(metric: string, example: Example): number {
  const { classes } = example;
  if (classes > 2)
    throw refused(
      metric,
      'a prediction must be a number or of two classes',
      `${classes} classes`,
      example,
      'Give the score of one class, or classes to rocAuc.',
    );
  const score = classes === 1 ? example.score : example.scores[example.from + 1]!;
  if (Number.isNaN(score)) throw refused(metric, 'a score must be a number', NaN, example, 'Did the training diverge?');
  return score;
}

/** Returns a number of an example, if it is a probability. */
export function probabilityOf(metric: string, example: Example, given: number): number {
  if (!(given >= 0 && given <= 1))
    throw refused(
      metric,
      'a prediction must be a probability',
      given,
      example,
      'Apply sigmoid or softmax, or see which options it has for other scores.',
    );
  return given;
}

/** Its square is still a number, with room for a sum. */
const LARGEST = 1e150;

/** Returns the predicted number, where numbers are predicted and not classes. */
export function predictedNumber(metric: string, example: Example): number {
  const { classes, score, target } = example;
  if (classes > 1)
    throw refused(metric, 'a prediction must be one number', `${classes} numbers`, example, 'Measure them one by one.');
  if (!(Math.abs(score) < LARGEST && Math.abs(target) < LARGEST))
    throw refused(
      metric,
      `prediction and target must be below ${LARGEST} in size`,
      `${score} and ${target}`,
      example,
      'Did the training diverge?',
    );
  return score;
}

/** Returns the true class, from 0 to `classes − 1`. */
export function trueClass(metric: string, example: Example, classes: number): number {
  const { target } = example;
  if (!(Number.isInteger(target) && target >= 0 && target < classes))
    throw refused(
      metric,
      `a target must be a class from 0 to ${classes - 1}`,
      target,
      example,
      'Number the classes from 0 on, and give examples without a class the weight 0.',
    );
  return target;
}

/** Returns the error for an example that does not fit a metric. */
export function refused(
  metric: string,
  requirement: string,
  given: number | string,
  { unit, number }: Pick<Example, 'unit' | 'number'>,
  advice: string,
): DataError {
  return new DataError(metric, requirement, `${given} at ${unit} ${number}`, advice);
}
