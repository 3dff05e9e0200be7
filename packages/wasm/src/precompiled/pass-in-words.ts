import type { Slot } from '@thalweg/graph/engine';
import type { PassInWords } from './plan-index.ts';

/** Returns what a pass is fed and asked for, by name. */
export function passInWords({
  sources,
  outputs,
}: {
  readonly sources: readonly Slot[];
  readonly outputs: readonly Slot[];
}): PassInWords {
  const fed = sources.filter(({ fed }) => fed !== undefined);
  return {
    inputs: Object.fromEntries(fed.map(({ wire, shape }) => [wire.name, shape!])),
    observed: outputs.map(({ wire }) => wire.name),
  };
}
