import type { Input } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Manifest } from '../precompiled/manifest.ts';
import type { AxisSizes } from './input-sizes.ts';
import { ModuleWriter } from './module-writer.ts';
import { recordTarget, type PrecompileTarget, type RecordsToFeed } from './record-target.ts';
import { Recorder } from './recorder.ts';

/** Options of {@link precompile}. */
export interface PrecompileOptions {
  /** The sizes of axes with a name, one or several: `{ batch: [1, 32] }`. There is a plan for each combination. */
  readonly sizes?: AxisSizes;
  /** The inputs that get values from records; all by default. The others keep the values that they were set to. */
  readonly feeds?: readonly Input[] | undefined;
}

/** The result of {@link precompile}. */
export interface Precompiled {
  /** The module, a `.wasm` file. The manifest is in it too. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The plans, with what they are for. */
  readonly manifest: Manifest;
}

/**
 * Compiles the passes of some targets, by name, into one WebAssembly module, which `precompiled` runs later with no
 * compilation. A target is a node, for its predictions, or a function that makes an operator with the runner that it gets,
 * such as a training: its plan is a whole step, with the optimizer. Nothing is computed: parameters and states keep their values.
 *
 * The pass that runs later must be the same one: the same graph, sizes, inputs that are fed, and observed values.
 *
 * - **Throws** `ContractError` without targets; `GraphError` for an axis without sizes and for a target that computes nothing;
 *   what a target throws
 *
 * @example
 * const x = input('x', ['batch', 2]), score = sum(mul(x, x), { axes: 1 });
 * const { manifest } = await precompile({ score }, { sizes: { batch: [1, 32] } });
 * manifest.plans.map(({ name, inputs }) => [name, inputs.x]) // => [['score', [32, 2]], ['score', [1, 2]]]
 */
export function precompile(
  targets: Readonly<Record<string, PrecompileTarget>>,
  options?: PrecompileOptions,
): Promise<Precompiled> {
  const how = optionsOf('precompile', options, { sizes: {} as AxisSizes, feeds: undefined });
  const entries = Object.entries(targets);
  if (entries.length === 0)
    throw new ContractError(
      'precompile',
      'there must be targets',
      'none',
      'Give nodes by name: { predict: prediction }.',
    );
  return written(entries, how);
}

async function written(
  targets: readonly (readonly [name: string, target: PrecompileTarget])[],
  how: RecordsToFeed,
): Promise<Precompiled> {
  const writer = new ModuleWriter();
  for (const [name, target] of targets) await recordTarget(target, new Recorder(writer, name), how);
  const manifest = writer.manifest();
  return { bytes: writer.toBytes(manifest), manifest };
}
