import type { Register } from '@thalweg/graph';
import type { ModelState, Parts } from '@thalweg/train';
import { registersByName } from '@thalweg/train/engine';

/** Returns the registers of a part of a snapshot, by name: those of a `modelState` or a training. Other parts have none. */
export function registersOfPart(part: Parts[string]): ReadonlyMap<string, Register> {
  if ('progress' in part) return registersByName(part.progress);
  return (part as Partial<ModelState>).registers ?? new Map<string, Register>();
}
