import { ContractError } from '@thalweg/tensor';
import { oneOf, printed } from '@thalweg/tensor/engine';
import type { WeightsOptions } from './weights-options.ts';

/** The options of weights with their defaults. */
export interface CheckedOptions {
  readonly convention: 'thalweg' | 'pytorch';
  readonly channelsFirst: boolean;
  readonly names: WeightsOptions['names'];
  readonly transpose: NonNullable<WeightsOptions['transpose']>;
}

/**
 * Returns options with their defaults.
 *
 * - **Throws** `ContractError` for another convention and for a `transpose` that is no boolean, list or function
 */
export function checkedOptions(subject: string, options: WeightsOptions): CheckedOptions {
  const { names, convention = 'thalweg' } = options;
  const isTorch = oneOf(subject, convention, ['thalweg', 'pytorch'], 'the convention') === 'pytorch';
  const { transpose = isTorch, channelsFirst = isTorch } = options;
  if (typeof transpose !== 'boolean' && typeof transpose !== 'function' && !Array.isArray(transpose))
    throw new ContractError(
      subject,
      'transpose must be a boolean, names or a function',
      printed(transpose),
      'Try true.',
    );
  if (typeof channelsFirst !== 'boolean')
    throw new ContractError(subject, 'channelsFirst must be a boolean', printed(channelsFirst), 'Try true.');
  return { names, convention, transpose, channelsFirst };
}
