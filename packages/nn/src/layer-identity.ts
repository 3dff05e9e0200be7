import { Input, type Node } from '@thalweg/graph';
import { foldIn, key, type Key } from '@thalweg/tensor';

/** What a layer is called, and the key of its random numbers. */
export interface LayerIdentity {
  readonly name: string;
  readonly key: Key;
  /** Counts the layer in the circuit of what it owns, if what it is applied to has none: a constant. */
  readonly join: (owned: Node) => void;
}

/**
 * Names a layer after its kind and its number in the circuit that it is applied in, and derives its random numbers
 * from the seed, that name and the names of the inputs. So equal layers start different, and a network built again
 * starts the same, with nothing global to count. A name that was chosen twice gets a number too.
 */
export function identify(
  kind: string,
  x: Node,
  options: { readonly name?: string | undefined; readonly seed: number },
): LayerIdentity {
  const chosen = options.name ?? kind;
  const number = x.circuit?.nextLayer(chosen) ?? 1;
  const name = options.name !== undefined && number === 1 ? chosen : `${chosen}${number}`;
  const path = `${name}(${inputsBelow(x).join(',')})`;
  return {
    name,
    key: foldIn(key(options.seed), path),
    join: owned => {
      if (x.circuit === undefined) owned.circuit?.nextLayer(chosen);
    },
  };
}

function inputsBelow(x: Node): string[] {
  const names = new Set<string>();
  const seen = new Set<Node>([x]);
  for (const node of seen) {
    if (node instanceof Input) names.add(node.name);
    for (const input of node.inputs) seen.add(input);
  }
  return [...names].sort();
}
