import { ContractError } from '@thalweg/tensor';

/** A weight for each class, by its label: an array, or a map such as `classWeights(training, 'label')`. */
export type ClassWeights = readonly number[] | ReadonlyMap<unknown, number>;

/** Returns the weights of classes in the order of their labels. Throws `ContractError` unless each class has one. */
export function classWeightsOf(loss: string, given: ClassWeights, classes: number): readonly number[] {
  const weightFor = (label: number): number | undefined => ('get' in given ? given.get(label) : given[label]);
  const weights = Array.from({ length: classes }, (_, label) => weightFor(label));
  const wrong = weights.findIndex(weight => !(weight !== undefined && weight >= 0 && weight < Infinity));
  const count = 'get' in given ? given.size : given.length;
  if (wrong >= 0 || count !== classes)
    throw new ContractError(
      loss,
      `classWeights must have a weight of at least 0 for each of ${classes} classes`,
      wrong >= 0 ? `${String(weights[wrong])} for class ${wrong}` : `${count} weights`,
      "Try classWeights(training, 'label'), where labels are numbers from 0.",
    );
  return weights as number[];
}
