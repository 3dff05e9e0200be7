import type { Gradients } from '@thalweg/graph';

/** One from several, each with some of the parameters of the whole. What none has does not move. */
export function joined(whole: Gradients, parts: readonly Gradients[]): Gradients {
  const partOf = new Map(parts.flatMap(part => part.parameters.map(parameter => [parameter, part] as const)));
  return whole.only(parameter => partOf.has(parameter)).map((_, parameter) => partOf.get(parameter)!.of(parameter));
}
