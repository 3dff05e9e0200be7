import { Parameter, type Node, type Register } from '@thalweg/graph';
import { nodeOf, predicting } from '@thalweg/graph/engine';
import { registersByName } from '@thalweg/train/engine';
import type { Sizes } from '@thalweg/tensor';
import type { CheckedOptions } from './checked-options.ts';
import { nameTable } from './name-table.ts';
import { storedLayout, type StoredLayout } from './stored-layout.ts';
import type { WeightPlace } from './weight-place.ts';
import { weightUses } from './weight-uses.ts';

/** A parameter or a state of a model, and how a file has it. */
export interface WeightTarget {
  readonly name: string;
  readonly register: Register;
  /** The places where a file may have it, the most likely one first. */
  readonly places: readonly WeightPlace[];
  /** True for a state that files of this convention do not have, such as the carry of a recurrent layer. */
  readonly isOwn: boolean;
  /** Returns the way in which a file has it at a place. */
  readonly layoutAt: (place: WeightPlace) => StoredLayout;
}

/** The parameters and states that a model reads when it predicts, and the names in the options that none of them has. */
export interface WeightTargets {
  readonly targets: readonly WeightTarget[];
  readonly unused: readonly string[];
}

/**
 * Returns the parameters and states of a model.
 *
 * - **Throws** `GraphError` for what is no node, `ContractError` for wrong names
 */
export function weightTargets(
  subject: string,
  nodes: Node | readonly Node[],
  { names, convention, transpose, channelsFirst }: CheckedOptions,
): WeightTargets {
  const given = Array.isArray(nodes) ? (nodes as readonly Node[]) : [nodes as Node];
  const roots = given.map(node => predicting(nodeOf(subject, node)).node);
  const useOf = weightUses(roots);
  const registers = registersByName({ roots });
  const table = nameTable(subject, { names, convention });
  const listed = Array.isArray(transpose) ? new Set(transpose as readonly string[]) : undefined;
  const targets = [...registers].map(([name, register]): WeightTarget => {
    const use = useOf(register);
    const isTransposed = (place: WeightPlace): boolean => {
      if (place.transpose !== undefined) return place.transpose;
      if (typeof transpose === 'function') return transpose(name);
      return listed?.has(name) ?? (transpose === true && use !== undefined);
    };
    return {
      name,
      register,
      places: table.placesOf(name),
      isOwn: convention === 'pytorch' && !(register instanceof Parameter) && !/\/(mean|variance)$/.test(name),
      layoutAt: place =>
        storedLayout(register.shape as Sizes, { use, channelsFirst, outputsFirst: isTransposed(place) }),
    };
  });
  const strangers = [...(listed ?? [])].filter(name => !registers.has(name));
  return { targets, unused: [...table.unused(), ...strangers] };
}
