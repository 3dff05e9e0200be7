import type { Node } from '@thalweg/graph';
import { importOnnx, OnnxError, type ImportOnnxOptions, type OnnxModel } from '@thalweg/onnx';
import type { Shape, Tensor } from '@thalweg/tensor';
import type { Pair } from '../compiled/runs.ts';
import type { OnnxCase } from './onnx-case.ts';

/** The circuit of a test, and the values of its inputs. */
export interface ImportedCase {
  readonly outputs: readonly Node[];
  readonly feeds: readonly Pair[];
  /** Inputs that had to be known when the circuit was built. */
  readonly fixed: readonly string[];
}

/** Imports the model of a test. Inputs that decide the form of the circuit get their values at once, as the error asks for. */
export function importedCase({ model, bytes, inputs }: OnnxCase): ImportedCase {
  const initial = new Set(model.graph!.initializer.map(({ name }) => name));
  const names = model.graph!.input.map(({ name }) => name).filter(name => !initial.has(name));
  const values = new Map(inputs.map((value, n) => [names[n]!, value]));
  const { imported, fixed } = withKnown(bytes, values);
  const feeds = Object.entries(imported.inputs).flatMap(([name, source]) => (values.has(name) ? [[source, values.get(name)!()] as const] : []));
  return { outputs: Object.values(imported.outputs), feeds, fixed };
} // prettier-ignore

function withKnown(bytes: Uint8Array, values: ReadonlyMap<string, () => Tensor>): { imported: OnnxModel; fixed: string[] } {
  const fixed: string[] = [];
  let options: ImportOnnxOptions = {};
  for (;;) {
    try {
      return { imported: importOnnx(bytes, options), fixed };
    } catch (error) {
      const more = wantedBy(error).filter(name => !fixed.includes(name));
      if (more.length === 0) throw error;
      fixed.push(...more);
      const isInput = (name: string): boolean => values.has(name);
      options = {
        values: Object.fromEntries(fixed.filter(isInput).map(name => [name, values.get(name)!()])),
        ...(fixed.every(isInput) ? {} : { shapes: Object.fromEntries([...values].map(([name, value]) => [name, value().shape as Shape])) }),
      };
    }
  }
} // prettier-ignore

/** The inputs and axes that an error asks for. */
function wantedBy(error: unknown): string[] {
  if (!(error instanceof OnnxError) || !error.problems.every(({ kind }) => kind === 'value')) return [];
  return [...new Set(error.problems.map(({ subject }) => subject))];
}
