import { GraphError } from '@thalweg/graph';

/**
 * Returns a layer with its parameters as properties, which exist from its first application on.
 *
 * - **Throws** `GraphError` if one is read before
 */
export function withParameters<L extends object, P extends object>(
  kind: string,
  layer: L,
  parts: readonly (keyof P & string)[],
  owned: () => P | undefined,
): L & P {
  for (const part of parts)
    Object.defineProperty(layer, part, {
      get: () => {
        const made = owned();
        if (made !== undefined) return made[part];
        throw new GraphError(
          kind,
          `a layer must be applied before its property '${part}' is read`,
          'a layer without an input',
          `Within one pipe, give a function: () => layer.${part}.`,
        );
      },
    });
  return layer as L & P;
}
