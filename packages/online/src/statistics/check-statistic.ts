import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** Throws `ContractError` unless an option is a statistic with these methods. */
export function checkStatistic(operator: string, option: string, given: unknown, methods: readonly string[]): void {
  const found = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (['add', ...methods].every(method => typeof found[method] === 'function')) return;
  throw new ContractError(operator, `${option} must be a statistic`, printed(given), 'Leave it out.');
}
