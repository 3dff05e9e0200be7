import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import type { Example } from '../metric/example.ts';
import { probabilityOf, refused, trueClass } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/** Options of {@link logLoss}. */
export interface LogLossOptions {
  /** The kind of predictions: `'probabilities'` by default, or `'logits'`. */
  readonly of?: 'probabilities' | 'logits';
  /** Probabilities count as at least ε and at most 1 − ε, 2⁻⁵² by default. */
  readonly epsilon?: number;
}

/**
 * Mean of `−ln p`, where p is the predicted probability of the true class; NaN without examples.
 *
 * - **Throws** `ContractError` for an ε that is not in [0, 0.5); a target that is no class, a probability outside [0, 1] or a
 *   logit that is not finite is a stream error
 * - **Source** Good, "Rational Decisions", 1952
 */
export function logLoss(options?: LogLossOptions): Metric<number, 'logLoss'> {
  const { of, epsilon } = optionsOf('logLoss', options, { of: 'probabilities', epsilon: 2 ** -52 });
  if (of !== 'probabilities' && of !== 'logits')
    throw new ContractError('logLoss', 'of must be probabilities or logits', String(of), 'Try logits.');
  if (!(epsilon >= 0 && epsilon < 0.5))
    throw new ContractError('logLoss', 'epsilon must be in [0, 0.5)', String(epsilon), 'Try 1e-15.');
  const loss = of === 'logits' ? ofLogits : (example: Example) => -Math.log(clip(ofProbabilities(example), epsilon));
  return {
    name: 'logLoss',
    settings: { of, epsilon },
    ...meanOf(),
    seen: loss,
  };
}

function ofProbabilities(example: Example): number {
  const { classes, score, scores, from } = example;
  const label = trueClass('logLoss', example, Math.max(2, classes));
  const given = probabilityOf('logLoss', example, classes === 1 ? score : scores[from + label]!);
  return classes === 1 && label === 0 ? 1 - given : given;
}

function clip(probability: number, epsilon: number): number {
  return Math.min(Math.max(probability, epsilon), 1 - epsilon);
}

/** Returns `ln Σ e^z − z` of the true class; the largest logit is factored out of the sum, and its own 1 is that of log1p. */
function ofLogits(example: Example): number {
  const { classes, score, scores, from } = example;
  const label = trueClass('logLoss', example, Math.max(2, classes));
  if (classes === 1) {
    const against = checked(example, label === 1 ? -score : score);
    return Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
  }
  let largest = 0;
  for (let i = 0; i < classes; i++) if (checked(example, scores[from + i]!) > scores[from + largest]!) largest = i;
  const most = scores[from + largest]!;
  let others = 0;
  for (let i = 0; i < classes; i++) if (i !== largest) others += Math.exp(scores[from + i]! - most);
  return most - scores[from + label]! + Math.log1p(others);
}

function checked(example: Example, logit: number): number {
  if (!Number.isFinite(logit))
    throw refused('logLoss', 'a logit must be finite', logit, example, 'Did the training diverge?');
  return logit;
}
