import { GraphError, Input, Node } from '@thalweg/graph';
import { nodeOf, predicting } from '@thalweg/graph/author';
import type { Transform } from '@thalweg/optim';
import { ShapeError } from '@thalweg/tensor';
import { printed, suggestion } from '@thalweg/tensor/engine';
import type { FailureOptions } from '@thalweg/train';
import { type Descent, descentOf, type StepConfiguration, stepConfiguration } from '@thalweg/train/engine';
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
  checkModel(operator, model);
  const { weight } = model;
  const prediction = predicting(model.prediction as Node);
  const { loss = finiteCheck(prediction.node), descent } = stepsOf(operator, model, optimizer);
  const rules = [...descent.rules, ...prediction.rules];
  const outputs = [loss, descent.step, prediction.node, targetOf(operator, model)];
  if (weight !== undefined) outputs.push(weight);
  return stepConfiguration({ operator, outputs, descent: { ...descent, rules } }, options);
}

/** Returns the loss of a model, and the steps by which it learns: those of an optimizer, or its rules. */
export function stepsOf(
  operator: string,
  model: Model | UnmeasuredModel,
  optimizer?: Transform,
): { readonly loss: Node | undefined; readonly descent: Descent } {
  const loss = lossOf(operator, model);
  if (model.rules !== undefined) return { loss, descent: stepsByRules(operator, model, optimizer) };
  return { loss, descent: descentOf(operator, loss!, optimizerOf(operator, model as Model, optimizer)) };
}

/** Throws `GraphError` for what is no model. */
export function checkModel(operator: string, model: Model | UnmeasuredModel | null | undefined): void {
  if (model?.prediction === undefined) throw lacking(operator, model, 'a prediction', ['prediction']);
  nodeOf(operator, model.prediction as Node);
}

const FIELDS = ['prediction', 'loss', 'rules', 'target', 'weight', 'optimizer'];

/** The error of a model that lacks what it must have; of an unknown field, it says which of some names is near. */
function lacking(operator: string, model: unknown, what: string, names: readonly string[]): GraphError {
  const fields = model instanceof Node ? [] : Object.keys(model ?? {});
  const other = fields.find(field => !FIELDS.includes(field));
  return new GraphError(
    operator,
    `a model must have ${what}`,
    fields.length === 0 ? printed(model) : `the fields ${fields.join(', ')}`,
    other === undefined ? 'Give { prediction, loss }.' : suggestion(other, names),
  );
}

/** Returns the loss of a model, if it has one or learns by rules. */
function lossOf(operator: string, model: Model | UnmeasuredModel): Node | undefined {
  const { loss, rules } = model;
  if (loss === undefined && rules !== undefined) return undefined;
  if (loss === undefined) throw lacking(operator, model, 'a loss, or rules', ['loss', 'rules']);
  if (nodeOf(operator, loss as Node).shape.length > 0)
    throw new ShapeError(operator, [loss.shape], 'the loss must be a scalar', 'Take its mean.');
  return loss as Node;
}

/** Returns the optimizer and the options that are given after a model, which may carry an optimizer. */
export function argumentsOf<O extends object>(
  optimizer: Transform | O | undefined,
  options: O | undefined,
): readonly [optimizer: Transform | undefined, options: O | undefined] {
  return typeof optimizer === 'object' && options === undefined
    ? [undefined, optimizer]
    : [optimizer as Transform, options];
}

const ADVICE =
  'Add one, { ...model, optimizer: adam() }; or take bestOf(() => model), which needs no rate, or a model that carries its optimizer, such as logisticRegression.';

function optimizerOf(operator: string, { optimizer }: Model, given: Transform | undefined): Transform {
  const chosen = given ?? optimizer;
  if (chosen !== undefined) return chosen;
  throw new GraphError(operator, 'a model must carry an optimizer or be given one', 'none', ADVICE);
}

/**
 * Returns the target of a model: the one that it names, or the one input that its loss, or else its rules, depend on and neither its
 * prediction nor its weight does.
 */
export function targetOf(
  operator: string,
  { prediction, loss, rules = [], target, weight }: Model | UnmeasuredModel,
): Node {
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
