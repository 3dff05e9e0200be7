import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { Preprocessing } from './preprocessing.ts';
import { PreprocessingSteps } from './preprocessing-steps.ts';

/** A step before a model, several in their order, or those of a model that was loaded. */
export type GivenPreprocessing = Preprocessing | readonly Preprocessing[] | PreprocessingSteps;

/** Returns the steps before a model. Throws `ContractError` for what is no preprocessing. */
export function stepsOf(subject: string, given: GivenPreprocessing): PreprocessingSteps {
  if (given instanceof PreprocessingSteps) return given;
  const steps = Array.isArray(given) ? (given as readonly Preprocessing[]) : [given as Preprocessing];
  const wrong = steps.find(step => !isPreprocessing(step));
  if (wrong === undefined) return new PreprocessingSteps(steps);
  throw new ContractError(
    subject,
    'preprocessing must be a transformer, an operator of features, or a list of these',
    printed(wrong),
    'Give what the records went through before they were learned, such as a columnTransformer.',
  );
}

/** True for what can be described, saved and applied to a record. */
export function isPreprocessing(value: unknown): value is Preprocessing {
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return false;
  const { describe, applyTo, save, prepare } = value as Partial<Preprocessing>;
  return [describe, applyTo, save, prepare].every(part => typeof part === 'function');
}
