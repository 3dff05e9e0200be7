import { registersOf, type Register } from '@thalweg/graph';
import type { Progress } from './passes/progress.ts';

/** Returns the registers that roots read or write. Equal names get numbers, in the order in which formulas use them. */
export function registersByName({ roots }: Pick<Progress, 'roots'>): Map<string, Register> {
  const names = new Map<string, Register>();
  for (const register of registersOf(...roots)) {
    let name = register.name;
    for (let number = 2; names.has(name); number++) name = `${register.name} (${number})`;
    names.set(name, register);
  }
  return names;
}
