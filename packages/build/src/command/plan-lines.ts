import type { PlanSummary } from '../model-file/precompiled-file.ts';

/** Returns a line for each plan, with what it is for and what is interpreted in between. */
export function planLines(plans: readonly PlanSummary[]): string[] {
  return plans.map(({ name, inputs, interpreted }) => {
    const fed = Object.entries(inputs).map(([input, sizes]) => `${input} [${sizes.join(', ')}]`);
    const slow = interpreted.length === 0 ? '' : `; interpreted in between: ${[...new Set(interpreted)].join(', ')}`;
    return `  ${name} for ${fed.join(', ') || 'no inputs'}${slow}`;
  });
}
