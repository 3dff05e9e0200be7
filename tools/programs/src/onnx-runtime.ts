import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSafetensors, encodeSafetensors, tensor, type Tensor } from '@thalweg/tensor';

const python = '/usr/bin/python3';

/** A model of ONNX, and the inputs of each run by their names. */
export interface OnnxRequest {
  readonly file: Uint8Array;
  readonly feeds: readonly Readonly<Record<string, Tensor>>[];
  /** False for a file of others, which the checker of ONNX may refuse. */
  readonly isChecked?: boolean;
}

/** The outputs of each run by their names, or the error of the checker or of ONNX Runtime. */
export type OnnxResult =
  | { readonly error: string }
  | { readonly error?: undefined; readonly outputs: readonly Readonly<Record<string, Tensor>>[] };

/**
 * Returns what Debian's ONNX Runtime computes for models, which the checker of `python3-onnx` checks first: all of them in one
 * process of Python.
 */
export function runInOnnxRuntime(requests: readonly OnnxRequest[]): readonly OnnxResult[] {
  const folder = mkdtempSync(join(tmpdir(), 'onnx-'));
  try {
    requests.forEach(({ file, feeds, isChecked = true }, number) => {
      writeFileSync(join(folder, `${number}.onnx`), file);
      if (!isChecked) writeFileSync(join(folder, `${number}.unchecked`), '');
      const named = feeds.flatMap((feed, run) => Object.entries({ '': tensor([0]), ...feed }).map(([name, value]) => [`${run}/${name}`, value] as const)); // prettier-ignore
      writeFileSync(join(folder, `${number}.in`), encodeSafetensors(Object.fromEntries(named)));
    });
    const script = fileURLToPath(new URL('onnx_models.py', import.meta.url));
    const { status, stderr } = spawnSync(python, [script, folder, String(requests.length)], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`${python} ended with ${status}: ${stderr.slice(-2000)}`);
    const errors = JSON.parse(readFileSync(join(folder, 'errors.json'), 'utf8')) as Readonly<Record<string, string>>;
    return requests.map(({ feeds }, number) => {
      const error = errors[number];
      return error === undefined ? { outputs: outputsIn(join(folder, `${number}.out`), feeds.length) } : { error };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function outputsIn(path: string, runs: number): Record<string, Tensor>[] {
  const outputs = Array.from({ length: runs }, (): Record<string, Tensor> => ({}));
  for (const [key, value] of Object.entries(decodeSafetensors(readFileSync(path)).tensors)) {
    const slash = key.indexOf('/');
    outputs[Number(key.slice(0, slash))]![key.slice(slash + 1)] = value;
  }
  return outputs;
}
