import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { DataError, suggestion } from '@thalweg/tensor/engine';
import { precompile, type PrecompileTarget } from '@thalweg/wasm';

/** A file to precompile. */
export interface ModelFile {
  /** The absolute path of the module that exports the targets. */
  readonly file: string;
  /** The names of the exports to precompile; all nodes that compute something if there are none. */
  readonly targets: readonly string[];
  /** The sizes to precompile for, by the names of axes. */
  readonly sizes: Readonly<Record<string, readonly number[]>>;
}

/** Imports a file, and precompiles what it exports. */
export async function precompileFile({ file, targets, sizes }: ModelFile): Promise<PrecompiledFile> {
  const chosen = targetsAmong(await importModel(file), targets, file);
  const { bytes, manifest } = await precompile(chosen, { sizes });
  const plans = manifest.plans.map(({ name, inputs, observed, interpreted }) => ({
    name,
    inputs,
    observed,
    interpreted,
  }));
  return { bytes, plans };
}

/**
 * Returns what the module of a model exports.
 *
 * - **Throws** `DataError` if there is no such file, and for TypeScript if nothing strips its types; and what the module throws
 */
async function importModel(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file))
    throw new DataError('precompile', 'the file must exist', file, 'Check the path, from the current folder on.');
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error;
    throw new DataError(
      'precompile',
      'Node must be able to import the file',
      file,
      'Install tsx (npm install -D tsx), or use Node 22.18 or later, which strips types itself.',
    );
  }
}

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
  const nodes = Object.entries(exports).filter(([, value]) => value instanceof Node && value.operation !== undefined);
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

/** The plans of a file. */
export interface PrecompiledFile {
  /** The module, as a `.wasm` file has it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The inputs and outputs of each plan. */
  readonly plans: readonly PlanSummary[];
}

/** The inputs and outputs of a plan. */
export interface PlanSummary {
  /** The name of the export that it was made from. */
  readonly name: string;
  /** The sizes of what it is fed, by the names of inputs. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** The names of the values that it computes for others. */
  readonly observed: readonly string[];
  /** The operations that the interpreter computes in between. */
  readonly interpreted: readonly string[];
}

/** The answer of the process that imports the file of a model. */
export type PrecompileAnswer =
  | { readonly result: PrecompiledFile }
  | { readonly failure: { readonly message: string; readonly stack?: string } };
