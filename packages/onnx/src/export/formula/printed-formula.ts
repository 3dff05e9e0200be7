import type { Formula } from '@thalweg/graph/engine';

/** Returns a formula as text: equal formulas are equal texts. An argument is its number after `#`. */
export function printedFormula(formula: Formula): string {
  if ('argument' in formula) return `#${formula.argument}`;
  if ('literal' in formula) return String(formula.literal);
  return `${formula.instruction.name}(${formula.operands.map(printedFormula).join()})`;
}
