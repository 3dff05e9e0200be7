import { DataError } from '@thalweg/data';
import type { Metric } from '@thalweg/metrics';
import { allocate, ContractError, Tensor } from '@thalweg/tensor';
import type { Outcome } from '../learn/outcome.ts';
import type { PureStep } from '../state/pure-step.ts';
import { stateful, type Stateful } from '../state/stateful.ts';

/** An operator that replaces the predictions of a model by those of a rule. */
export interface Baseline extends Stateful<Outcome, Outcome> {
  /** The rule, which the option `beside` of `progressive`, `rolling` and `decaying` applies to a state of theirs. */
  readonly rule: JudgedRule;
}

/** A rule with all that an operator needs to measure it, which so imports nothing of baselines. */
export interface JudgedRule extends BaselineRule<object> {
  /**
   * Has an outcome with the predictions of the rule read, and returns a function that learns its labels. An error of `read` says whose
   * predictions it refuses.
   */
  judge(state: object, outcome: Outcome, read: (predicted: Outcome) => void): () => void;
  /** Returns by how much the values of metrics are better than those of the rule, where they are numbers. */
  gain(
    metrics: Readonly<Record<string, Metric<unknown>>>,
    own: Values,
    others: Values,
  ): Readonly<Record<string, number>>;
}

type Values = Readonly<Record<string, unknown>>;

/** A rule that predicts each label from those before it. Its state is a flat object of numbers and typed arrays. */
export interface BaselineRule<S extends object> extends Omit<PureStep<S, never, never>, 'step'> {
  /** The number of predicted scores; 0 for a number. */
  readonly scores: number;
  /** Writes the prediction for the next label into `out`, from an index on. */
  predict(state: S, out: Float64Array, at: number): void;
  /** Learns a label. */
  learn(state: S, label: number): void;
}

/** Returns the operator of a rule: it predicts each label of an outcome and then learns it, row by row in a batch. */
export function baseline<S extends object>(rule: BaselineRule<S>): Baseline {
  const operator = stateful<S, Outcome, Outcome>({
    ...rule,
    step(state, outcome) {
      const { predicted, learn } = judged(rule, state, outcome);
      learn();
      return predicted;
    },
  });
  const judge = (state: S, outcome: Outcome, read: (predicted: Outcome) => void): (() => void) => {
    const { predicted, learn } = judged(rule, state, outcome);
    readAs(rule.name, () => read(predicted));
    return learn;
  };
  return Object.assign(operator, { rule: { ...rule, judge, gain: gainOf } as unknown as JudgedRule });
}

function gainOf(...[metrics, values, others]: Parameters<JudgedRule['gain']>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([key, { better }]) => {
      const [own, other] = [values[key], others[key]] as [number, number];
      if (typeof own !== 'number') return [];
      return [[key, better === 'higher' ? own - other : better === 'lower' ? other - own : NaN]];
    }),
  );
}

/** Calls a function. A metric that refuses the predictions of a rule says whose they are. */
function readAs(name: string, read: () => void): void {
  try {
    read();
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    const { subject, requirement, given } = cause;
    throw new DataError(`${subject} of ${name}`, requirement, given, 'Measure this metric without the baseline.', { cause });
  }
} // prettier-ignore

/** Returns an outcome with the prediction of a rule, and a function that learns its labels. Until then the state stays. */
function judged<S extends object>(
  rule: BaselineRule<S>,
  state: S,
  outcome: Outcome,
): { readonly predicted: Outcome; readonly learn: () => void } {
  const { scores } = rule;
  const width = Math.max(1, scores);
  const labels = labelsOf(rule.name, outcome, scores);
  const out = allocate('float64', labels.length * width) as Float64Array;
  const learnRow = (to: S, row: number): void => {
    if (weightAt(outcome, row) !== 0) rule.learn(to, labels[row]!);
  };
  // The rows of a batch learn from those before them.
  const isOne = labels.length === 1;
  const next = isOne ? state : copyOf(state);
  for (let row = 0; row < labels.length; row++) {
    rule.predict(next, out, row * width);
    if (!isOne) learnRow(next, row);
  }
  const prediction = predictionOf(out, outcome.target, scores);
  const learn = (): void => void (isOne ? learnRow(state, 0) : Object.assign(state, next));
  return { predicted: { ...outcome, loss: NaN, prediction }, learn };
}

function copyOf<S extends object>(state: S): S {
  const copied = (value: unknown): unknown => (value instanceof Float64Array ? value.slice() : value);
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copied(value)])) as S;
}

function predictionOf(out: Float64Array, target: Outcome['target'], scores: number): number | Tensor {
  if (typeof target !== 'number' && target.shape.length > 0)
    return scores > 0
      ? new Tensor([out.length / scores, scores], 'float64', out)
      : new Tensor([out.length], 'float64', out);
  return scores > 0 ? new Tensor([scores], 'float64', out) : out[0]!;
}

/** Returns the weight of a row: that of its own, or the common one. */
function weightAt({ weight = 1 }: Outcome, row: number): number {
  return typeof weight === 'number' ? weight : weight.numbers[weight.size > 1 ? row : 0]!;
}

/** Returns the labels of an outcome; throws before any of them is learned. Those of weight 0 may be missing. */
function labelsOf(name: string, outcome: Outcome, scores: number): ArrayLike<number> {
  const { target, step } = outcome;
  const labels = typeof target === 'number' ? [target] : (target?.data as ArrayLike<number> | undefined);
  if (labels === undefined)
    throw new DataError(name, 'an outcome must have a target', `none at step ${step}`, 'Put it after learn.');
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (weightAt(outcome, i) === 0) continue;
    if (scores > 0 ? !(Number.isInteger(label) && label >= 0 && label < scores) : !Number.isFinite(label))
      throw new DataError(
        name,
        scores > 0 ? `a label must be a class from 0 to ${scores - 1}` : 'a label must be a finite number',
        `${label} at step ${step}`,
        scores > 0 ? 'Set the option classes.' : 'Leave such rows out.',
      );
  }
  return labels;
}

/** Throws `ContractError` unless `classes` is 0, for numbers, or at least 2. */
export function checkClasses(name: string, classes: number): void {
  if (!Number.isSafeInteger(classes) || classes < 0 || classes === 1)
    throw new ContractError(name, 'classes must be an integer of at least 2', String(classes), 'Try 2.');
}

/** Writes a label as a number, or as the scores of classes, 1 for that of the label. */
export function writeLabel(out: Float64Array, at: number, label: number, scores: number): void {
  out[at + (scores > 0 ? label : 0)] = scores > 0 ? 1 : label;
}
