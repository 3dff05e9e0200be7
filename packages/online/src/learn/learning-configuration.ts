import { GraphError, Input, type Node } from '@thalweg/graph';
import { nodeOf, predicting } from '@thalweg/graph/author';
import type { Transform } from '@thalweg/optim';
import { ShapeError } from '@thalweg/tensor';
import type { FailureOptions } from '@thalweg/train';
import { descentOf, type StepConfiguration, stepConfiguration } from '@thalweg/train/engine';
import { finiteCheck, stepsByRules } from './learn-by-rules.ts';
import type { Model, UnmeasuredModel } from './model.ts';

/** The indices of the outputs of a learning step; the weight is computed only if there is one. */
export const OUTPUT = { loss: 0, step: 1, prediction: 2, target: 3, weight: 4 } as const;

/**
 * Returns the configuration of the steps of a learning: that of a training, with what the model predicts before the step, and the target, as
 * outputs.
 */
export function learningConfiguration(
  operator: string,
  model: Model | UnmeasuredModel,
  optimizer: Transform | undefined,
  options: FailureOptions = {},
): StepConfiguration {
  const { rules: own, weight } = model ?? {};
  const prediction = predicting(nodeOf(operator, model?.prediction as Node));
  const loss = model?.loss === undefined && own !== undefined ? finiteCheck(prediction.node) : (model?.loss as Node);
  if (nodeOf(operator, loss).shape.length > 0)
    throw new ShapeError(operator, [loss.shape], 'the loss must be a scalar', 'Take its mean.');
  const descent =
    own === undefined ? descentOf(operator, loss, optimizer as Transform) : stepsByRules(operator, model, optimizer);
  const rules = [...descent.rules, ...prediction.rules];
  const outputs = [loss, descent.step, prediction.node, targetOf(operator, model)];
  if (weight !== undefined) outputs.push(weight);
  return stepConfiguration({ operator, outputs, descent: { ...descent, rules } }, options);
}

/**
 * Returns the target of a model: the one that it names, or the one input that its loss, or else its rules, depend on and neither its
 * prediction nor its weight does.
 */
function targetOf(operator: string, { prediction, loss, rules = [], target, weight }: Model | UnmeasuredModel): Node {
  if (target !== undefined) return nodeOf(operator, target as Node);
  const known = new Set(inputsBelow(weight === undefined ? [prediction] : [prediction, weight]));
  const others = inputsBelow(loss === undefined ? rules : [loss as Node]).filter(input => !known.has(input));
  if (others.length === 1) return others[0]!;
  throw new GraphError(
    operator,
    `the ${loss === undefined ? 'rules' : 'loss'} must depend on one input that the prediction does not depend on, the target`,
    others.length === 0
      ? 'none'
      : others
          .map(({ name }) => name)
          .sort()
          .join(', '),
    `Name the target: { prediction, ${loss === undefined ? 'rules' : 'loss'}, target }.`,
  );
}

function inputsBelow(roots: readonly Node[]): Input[] {
  const seen = new Set<Node>(roots);
  for (const node of seen) for (const input of node.inputs) seen.add(input);
  return [...seen].flatMap(node => (node instanceof Input ? [node as Input] : []));
}
