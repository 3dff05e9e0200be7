import { NumericError, type FrameOptions, type Node } from '@thalweg/graph';
import { oneOf } from '@thalweg/tensor/engine';
import type { Descent } from './descent.ts';

/** The treatment of steps whose loss is NaN or infinite: they are errors, are skipped and counted, or are taken all the same. */
export type WhenNotFinite = 'error' | 'skip' | 'continue';

/**
 * Returns the check of the loss for the frame of a training; none if steps are taken all the same. By default a loss that is
 * not finite is an error, unless the optimizer skips such steps.
 *
 * - **Throws** `ContractError` for an unknown value of the option
 */
export function finiteLoss(
  operator: string,
  loss: Node,
  { step, skipsNonFinite }: Descent,
  whenNotFinite: WhenNotFinite = skipsNonFinite ? 'continue' : 'error',
): FrameOptions['finite'] {
  const chosen = oneOf(`${operator}: whenNotFinite`, whenNotFinite, ['error', 'skip', 'continue']);
  if (chosen === 'continue') return undefined;
  const error = (value: number): NumericError =>
    new NumericError(
      operator,
      `the loss must be finite (${loss.name})`,
      `${value} in step ${step.register!.cell!.observe()!.item() + 1}`,
      'Try a smaller learning rate or clipByGlobalNorm(1), and find the origin with { guard: guardFinite() }.',
    );
  return { output: loss, skip: chosen === 'skip', error };
}
