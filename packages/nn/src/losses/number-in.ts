import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** The range of a number. */
interface Range {
  readonly least: number;
  /** ∞ by default, which the number itself must not be. */
  readonly most?: number;
  /** True if the number must be above the least one. */
  readonly above?: boolean;
  /** The advice for another number. */
  readonly advice: string;
}

/** Returns a number that must be in a range. Throws `ContractError` for any other. */
export function numberIn(loss: string, name: string, value: number, range: Range): number {
  const { least, most = Infinity, above = false, advice } = range;
  const inside = (above ? value > least : value >= least) && value <= most && value < Infinity;
  if (inside && typeof value === 'number') return value;
  const words = above ? `above ${least}` : `of at least ${least}`;
  const requirement = `${name} must be a finite number ${words}${most < Infinity ? ` and at most ${most}` : ''}`;
  throw new ContractError(loss, requirement, printed(value), advice);
}
