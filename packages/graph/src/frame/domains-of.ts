import type { Domain } from '../wire/domain.ts';
import type { Wire } from '../wire/wire.ts';

/** Returns, for each wire that has some, the domains that its values must be in for all that some outputs depend on. */
export function domainsOf(outputs: readonly Wire[]): ReadonlyMap<Wire, readonly Domain[]> {
  const seen = new Set(outputs);
  const found = new Map<Wire, Domain[]>();
  // The set grows while it is read.
  for (const { rule, inputs } of seen) {
    for (const input of inputs) seen.add(input);
    if (rule?.domain === undefined) continue;
    const origin = originOf(inputs[0]!);
    found.set(origin, [...(found.get(origin) ?? []), rule.domain]);
  }
  return found;
}

/** The wire that has the same numbers, before they are reshaped or cast. */
function originOf(wire: Wire): Wire {
  let origin = wire;
  while (origin.rule !== undefined && keepsNumbers(origin)) origin = origin.inputs[0]!;
  return origin;
}

/** True for a reshape or a cast: the formula of a cast is its argument. */
function keepsNumbers({ rule }: Wire): boolean {
  const { kernel } = rule!;
  return kernel.kind === 'alias' || (kernel.kind === 'elementwise' && 'argument' in kernel.formula);
}
