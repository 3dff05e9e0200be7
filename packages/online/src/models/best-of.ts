import { add, becomes, cast, constant, GraphError, less, mul, type Node, state, where } from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { ContractError, sameShape, type Shape, ShapeError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { checkModel, stepsOf, targetOf } from '../learn/learning-configuration.ts';
import type { Model, RuleModel } from '../learn/model.ts';

/** Options of {@link bestOf}. */
export interface BestOfOptions {
  /** The number of steps after which a loss counts half, at least 1; 1000 by default. */
  readonly halfLife?: number;
}

/** Models that learn side by side, as one model. */
export interface BestOf<P extends Shape = Shape, T extends Shape = Shape> extends RuleModel<P, T> {
  /** The place of the model that predicts, from 0. */
  readonly best: Node<readonly []>;
  /** The mean loss of each model, in which old losses fade. */
  readonly losses: readonly Node<readonly []>[];
  /** The models themselves. */
  readonly models: readonly Model<P, T>[];
}

/** The learning rates of the copies of a model: one of them is within 3.2 times of any rate from 1e-4 to 0.1. */
const RATES = [3e-4, 3e-3, 3e-2] as const;

/**
 * Returns a model of several ones that all learn from each example. The one whose loss was least so far, with fading weights, predicts. A
 * function that builds a model is called three times, for copies that learn by Adam with the rates 3e-4, 3e-3 and 3e-2: so a network
 * needs no learning rate. All share one pass of a runner, and layers below that are built outside of the function are computed once.
 *
 * The choice is made before an example is learned, so outcomes stay a fair test. Losses are compared, so all models must have the same kind
 * of loss and of prediction. A model whose loss is not finite never predicts again. `parametersOf` finds no averages in it.
 *
 * - **States** `bestOf/loss` of each model, float64, beside those of the models and of their optimizers
 * - **Throws** `ContractError` for fewer than two models and a half-life below 1; `GraphError` for models that share parameters or
 *   have different targets or weights, for one without an optimizer, and for what is no model; `ShapeError` for predictions that
 *   differ in shape
 * - **Source** Wu et al., "ChaCha for Online AutoML", 2021, with rates that stay: a copy with a lower rate is better at once
 *   and worse later, so learners that were replaced by neighbours of the best fell behind when the world changed
 *
 * @example
 * const [x, y] = [input('x', [20]), input('y', [])];
 * const model = bestOf([linearRegression(x, y), { ...linearRegression(x, y), optimizer: adam({ learningRate: 0.01 }) }]);
 * read(model.best).item() // => 0
 */
export function bestOf<P extends Shape, T extends Shape = readonly []>(
  models: readonly Model<P, T>[] | (() => Model<P, T>),
  options?: BestOfOptions,
): BestOf<P, T> {
  const { halfLife } = optionsOf('bestOf', options, { halfLife: 1000 });
  if (!(halfLife >= 1 && halfLife < Infinity))
    throw new ContractError('bestOf', 'halfLife must be a number of at least 1', printed(halfLife), 'Try 1000.');
  const all = typeof models === 'function' ? RATES.map(rate => copyOf(models(), rate)) : models;
  // An object is no array, and has no length.
  if (!(all?.length >= 2))
    throw new ContractError(
      'bestOf',
      'there must be at least two models, or a function that builds one',
      printed(all?.length ?? all),
      'Give bestOf([one, other]) or bestOf(() => model).',
    );
  const learners = all.map(model => {
    checkModel('bestOf', model as Model);
    const { loss, descent } = stepsOf('bestOf', model as Model);
    if (loss === undefined)
      throw new GraphError('bestOf', 'each model must have a loss', 'one without', 'Give { prediction, rules, loss }.');
    const target = targetOf('bestOf', model as Model);
    return { model, loss, target, rules: descent.rules, faded: fadedLoss(loss, halfLife) };
  });
  checkApart(learners);
  const choose = choiceBy(learners.map(({ faded }) => faded.before));
  const { weight } = all[0]!;
  return {
    prediction: choose(all.map(({ prediction }) => prediction as Node)) as Node as Node<P>,
    loss: choose(learners.map(({ loss }) => loss)) as Node as Node<readonly []>,
    target: learners[0]!.target as Node<T>,
    ...(weight === undefined ? {} : { weight }),
    rules: learners.flatMap(({ rules, faded }) => [...rules, faded.rule]),
    best: choose(all.map((_, place) => constant(place, { dtype: 'int32' }) as Node)) as Node<readonly []>,
    losses: learners.map(({ faded }) => faded.before as Node<readonly []>),
    models: all,
  };
}

/** Returns a model that learns by Adam. Throws `GraphError` if it has another way to learn, which would be lost. */
function copyOf<P extends Shape, T extends Shape>(model: Model<P, T>, learningRate: number): Model<P, T> {
  checkModel('bestOf', model as Model);
  const own = (['optimizer', 'rules'] as const).find(field => model[field] !== undefined);
  if (own !== undefined)
    throw new GraphError(
      'bestOf',
      'a function must build models without an optimizer and rules',
      `one with ${own}`,
      'It needs no rate: learn(model). Give models that differ in an array.',
    );
  return { ...model, optimizer: adam({ learningRate }) };
}

/** The mean of a loss, in which old values fade, and the rule that counts one more. */
function fadedLoss(loss: Node, halfLife: number): { readonly before: Node; readonly rule: Node } {
  const before = state(0, { dtype: 'float64', name: 'bestOf/loss' }) as Node;
  const kept = 0.5 ** (1 / halfLife);
  const next: Node = add(mul(before, kept), mul(cast(loss, 'float64'), 1 - kept));
  return { before, rule: becomes(before as never, where(less(next, Infinity), next, Infinity) as never) as Node };
}

/** Returns a function that chooses the value of the learner with the least loss, of equal ones the first. */
function choiceBy(losses: readonly Node[]): (values: readonly Node[]) => Node {
  let least = losses[0]!;
  const isLess = losses.map(loss => {
    const better = less(loss, least) as Node;
    least = where(better, loss, least) as Node;
    return better;
  });
  return values => values.reduce((chosen, value, place) => where(isLess[place]!, value, chosen) as Node);
}

interface Apart {
  readonly model: Model;
  readonly target: Node;
  readonly rules: readonly Node[];
}

/** Checks that models can be exchanged, and that each register is written by one of them, or by a layer that they share. */
function checkApart(learners: readonly Apart[]): void {
  const [first] = learners as readonly [Apart];
  const { shape } = first.model.prediction;
  const writers = new Map<Node, Node>();
  for (const { model, target, rules } of learners) {
    checkName('target', first.target, target);
    checkName('weight', first.model.weight, model.weight);
    if (!sameShape(model.prediction.shape, shape))
      throw new ShapeError(
        'bestOf',
        [shape, model.prediction.shape],
        'all predictions must have one shape',
        'Reshape one.',
      );
    for (const rule of rules) {
      const writer = writers.get(rule.register!) ?? rule;
      if (writer !== rule)
        throw new GraphError(
          'bestOf',
          'each model must have its own parameters',
          `${rule.register!.name} in two of them`,
          'Build the layers inside of the function: bestOf(() => x.pipe(dense(8), …)).',
        );
      writers.set(rule.register!, rule);
    }
  }
}

/** Checks that two models have the same target or weight, of which outcomes have one. */
function checkName(what: 'target' | 'weight', first?: Node, other?: Node): void {
  if (first?.name === other?.name) return;
  const given = `${first?.name ?? 'none'} and ${other?.name ?? 'none'}`;
  throw new GraphError('bestOf', `all models must have one ${what}`, given, `Name it: { prediction, loss, ${what} }.`);
}
