import type { Register } from '@thalweg/graph';
import { sameShape, Tensor, type Sizes } from '@thalweg/tensor';
import type { Delta } from './delta.ts';
import { fromEightBit, type EightBit } from './eight-bit.ts';
import { isFinite } from './is-finite.ts';

/** The tensors of a delta in full precision, and the number of examples behind them. */
export interface Contribution {
  readonly examples: number;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** Returns what a delta contributes to a model; the reason if it does not fit the model, or has a value that is not finite. */
export function contributionOf(
  { examples, tensors }: Delta,
  registers: ReadonlyMap<string, Register>,
): Contribution | 'misfit' | 'notFinite' {
  if (!(Number.isSafeInteger(examples) && examples > 0)) return 'misfit';
  const names = Object.keys(tensors);
  if (names.length !== registers.size || names.some(name => !fits(tensors[name]!, registers.get(name))))
    return 'misfit';
  const whole = names.map(name => [name, wholeOf(tensors[name]!)] as const);
  if (!whole.every(([, value]) => isFinite(value))) return 'notFinite';
  return { examples, tensors: Object.fromEntries(whole) };
}

function fits(value: Tensor | EightBit, register: Register | undefined): boolean {
  return register !== undefined && value.dtype === register.dtype && sameShape(value.shape as Sizes, register.shape);
}

function wholeOf(value: Tensor | EightBit): Tensor {
  return value instanceof Tensor ? value : fromEightBit(value);
}
