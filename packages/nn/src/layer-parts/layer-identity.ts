import { Input, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import type { Wire } from '@thalweg/graph/wires';
import { foldIn, key, type Key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';

/** The name of a layer, and the key of its random numbers. */
export interface LayerIdentity {
  /** Such as `dense2`: the prefix of the names of its parameters. */
  readonly name: string;
  /** Give each parameter its own key: `foldIn(key, 'weight')`. */
  readonly key: Key;
  /**
   * Counts the layer in the circuit of its first parameter. A layer calls it once, for inputs without a circuit:
   * constants.
   */
  readonly join: (owned: Node) => void;
}

/** Options of {@link layerIdentity}. */
export interface LayerIdentityOptions {
  /** In place of the kind and its number. */
  readonly name?: string | undefined;
  /** 0 by default. */
  readonly seed?: number | undefined;
}

/**
 * Returns the name and the random key of a layer that is applied to `x`, for a custom layer. The name is the kind
 * and its number in the circuit of `x`; the key follows from the seed, that name and the names of the inputs. So equal
 * layers start with different weights, a network that is built again starts with the same, and nothing is counted
 * globally. A name that was chosen twice gets a number too. Within {@link named}, the name begins with that of the scope, the
 * number is counted there, and the key follows from the seed and the name alone.
 *
 * - **Throws** `ContractError` unless the seed is a safe integer
 *
 * @example
 * function gain(units: number): (x: Node) => Node {
 *   let factor: Node | undefined;
 *   return x => {
 *     if (factor === undefined) {
 *       const { name, key, join } = layerIdentity('gain', x);
 *       factor = parameter(ones(foldIn(key, 'factor'), [units], 'float32'), { name: `${name}/factor` });
 *       join(factor);
 *     }
 *     return mul(x, factor);
 *   };
 * }
 *
 * const y = input('x', ['batch', 3]).pipe(gain(3), relu(), gain(3));
 * parametersOf(y).map(({ name }) => name).sort() // => ['gain1/factor', 'gain2/factor']
 */
export function layerIdentity(kind: string, x: Node, options?: LayerIdentityOptions): LayerIdentity {
  const { name: given, seed } = optionsOf('layerIdentity', options, { name: undefined, seed: 0 });
  const chosen = given ?? kind;
  const { circuit } = nodeOf('layerIdentity', x);
  const scope = circuit?.scope;
  const number = circuit?.nextLayer(chosen) ?? 1;
  const own = given !== undefined && number === 1 ? chosen : `${chosen}${number}`;
  // Layers that others are made of have the scope in their names already.
  const name = scope === undefined || own.startsWith(`${scope.name}/`) ? own : `${scope.name}/${own}`;
  const path = scope === undefined ? `${name}(${inputsBelow(x).join(',')})` : name;
  return {
    name,
    key: foldIn(key(seed), path),
    join: owned => {
      if (x.circuit === undefined) owned.circuit?.nextLayer(chosen);
    },
  };
}

/** The names of the inputs that a node depends on, in the alphabet. Below the input of an earlier layer they are known. */
function inputsBelow(x: Node): string[] {
  const known = x.circuit?.root().below;
  const seen = new Set<Wire>([x]);
  for (const node of seen) for (const below of known?.get(node) ?? node.inputs) seen.add(below);
  const inputs = [...seen].filter(node => node instanceof Input);
  known?.set(x, inputs);
  return [...new Set(inputs.map(({ name }) => name))].sort();
}
