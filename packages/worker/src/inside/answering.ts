import { Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { predictor, type PredictingModel } from '@thalweg/train';
import type { ExposedTraining } from '../exposed-training.ts';

/** Answers records with predictions. */
export interface Answering {
  readonly predict: (record: object) => unknown;
  readonly close: () => void;
}

/** Returns what answers records, by the node, model or function of a training. */
export function answering(given: ExposedTraining<unknown>['predict']): Answering {
  if (given === undefined) return { predict: refuse, close: () => {} };
  if (typeof given === 'function') return { predict: given, close: () => {} };
  const answer = given instanceof Node ? predictor(given) : predictor(given as PredictingModel);
  return { predict: record => answer(record), close: () => answer.close() };
}

function refuse(): never {
  throw new ContractError(
    'predict',
    'the training must have a prediction',
    'none',
    'Return { predict: node } from the build.',
  );
}
