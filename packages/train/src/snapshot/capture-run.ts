import { capture } from '@thalweg/graph/author';
import type { Tensor } from '@thalweg/tensor';
import type { InPieces } from '@thalweg/tensor/engine';
import type { Progress } from '../passes/progress.ts';
import { registersByName } from '../passes/registers.ts';
import { valuesOf } from './keep-training.ts';
import type { Encodable } from './snapshot-parts.ts';
import { SNAPSHOT_VERSION, type Parts } from './snapshot.ts';

/** The state of a run at one moment, which is read while the run goes on, until it is released. */
export interface CapturedRun {
  readonly state: Encodable;
  /** Ends the capture: steps save nothing for it any more. */
  release(): void;
}

/**
 * Returns the state that `snapshot` would return, for a file. Large registers are not copied, not even those that steps
 * write row by row or that lie in a runner's memory: a step saves what it replaces, until the capture is released.
 */
export function captureRun(parts: Parts): CapturedRun {
  const captures: Releasable[] = [];
  const release = (): void => {
    for (const capture of captures.splice(0)) capture.release();
  };
  try {
    const saved = Object.entries(parts).map(([name, part]) => [
      name,
      'progress' in part ? captureTraining(part.progress, captures) : part.save(),
    ]);
    return { state: { version: SNAPSHOT_VERSION, parts: Object.fromEntries(saved) as Encodable['parts'] }, release };
  } catch (error) {
    release();
    throw error;
  }
}

interface Releasable {
  release(): void;
}

function captureTraining(progress: Progress, captures: Releasable[]): Encodable['parts'][string] {
  const tensors: Record<string, Tensor | InPieces> = {};
  for (const [name, register] of registersByName(progress)) {
    const value = capture(register);
    if ('release' in value) captures.push(value);
    tensors[name] = value;
  }
  return { tensors, values: valuesOf(progress) };
}
