import { Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { DataError, suggestion } from '@thalweg/tensor/engine';
import type { PrecompileTarget } from '@thalweg/wasm';

type Targets = Record<string, PrecompileTarget>;

/**
 * Returns the exports of a module that are precompiled: those with the given names; or all nodes that compute something, if
 * there are no names. A function, such as a training that takes a runner, needs its name: it may be there for something else.
 *
 * - **Throws** `ContractError` for a name that is not exported, or not as a node or a function; `DataError` for a module
 *   without such nodes
 */
export function targetsAmong(
  exports: Readonly<Record<string, unknown>>,
  names: readonly string[],
  file: string,
): Targets {
  if (names.length > 0) return Object.fromEntries(names.map(name => [name, targetOf(exports, name, file)]));
  const nodes = Object.entries(exports).filter(([, value]) => value instanceof Node && value.rule !== undefined);
  if (nodes.length > 0) return Object.fromEntries(nodes) as Targets;
  const given = Object.keys(exports);
  throw new DataError(
    'precompile',
    `${file} must export what to precompile`,
    given.length === 0 ? 'no exports' : `no nodes that compute something, but ${given.join(', ')}`,
    'Export a prediction, export const predict = …, or name a function that makes a training with a runner: --targets training.',
  );
}

function targetOf(exports: Readonly<Record<string, unknown>>, name: string, file: string): PrecompileTarget {
  if (!Object.hasOwn(exports, name))
    throw new ContractError(
      'precompile',
      `${file} must export each target`,
      `no export ${name}`,
      suggestion(name, Object.keys(exports)),
    );
  const value = exports[name];
  if (value instanceof Node || typeof value === 'function') return value as PrecompileTarget;
  throw new ContractError(
    'precompile',
    'a target must be a node, or a function that makes an operator with the runner that it gets',
    `${name} of ${file}, ${value === null ? 'null' : typeof value}`,
    'Export such a function: export const training = (runner: Runner) => train(loss, adam(), { runner }).',
  );
}
