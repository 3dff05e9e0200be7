import type { Transform } from '@thalweg/optim';
import type { Parameter } from '@thalweg/graph';

/** Returns a transform that a problem without such parameters does without: a row is run on problems with different ones. */
export const whereAny =
  (
    chosen: (parameter: Parameter) => boolean,
    transform: Transform,
    otherwise: Transform = updates => updates,
  ): Transform =>
  updates =>
    (updates.parameters.some(chosen) ? transform : otherwise)(updates);

/** The parameters whose name a pattern matches. */
export const named =
  (pattern: RegExp) =>
  ({ name }: Parameter): boolean =>
    pattern.test(name);
