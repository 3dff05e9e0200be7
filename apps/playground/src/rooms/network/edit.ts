import type { WeightPlace } from './pipeline/set-weight.ts';

/** A weight that was set by hand before the step after `step`. */
export interface Edit extends WeightPlace {
  readonly step: number;
  readonly value: number;
}

/** Formats an edit: `120:2.0.3:1.5` sets the weight of layer 2 from unit 0 to unit 3, and `120:2.b.3:1.5` its bias. */
export function formatEdit({ step, value, ...place }: Edit): string {
  return `${step}:${formatPlace(place)}:${value}`;
}

/** Formats the place of a weight: `2.0.3`, or `2.b.3` for a bias. */
export function formatPlace({ layer, from, to }: WeightPlace): string {
  return `${layer}.${from ?? 'b'}.${to}`;
}

/** Parses the output of {@link formatEdit}; returns `undefined` for any other text. */
export function parseEdit(text: string): Edit | undefined {
  const [, step, at, value] = /^(\d+):([^:]+):([-\d.e]+)$/.exec(text) ?? [];
  const place = parsePlace(at ?? '');
  if (place === undefined || !Number.isFinite(Number(value))) return undefined;
  return { step: Number(step), ...place, value: Number(value) };
}

/** Parses the output of {@link formatPlace}; returns `undefined` for any other text. */
export function parsePlace(text: string): WeightPlace | undefined {
  const [, layer, from, to] = /^(\d)\.(\d|b)\.(\d)$/.exec(text) ?? [];
  if (to === undefined) return undefined;
  return { layer: Number(layer), from: from === 'b' ? undefined : Number(from), to: Number(to) };
}

/** Returns the edits with another one. Later ones are dropped, and so is one of the same weight at the same step. */
export function withEdit(edits: readonly Edit[], edit: Edit): readonly Edit[] {
  const same = ({ step, ...place }: Edit): boolean => step === edit.step && formatPlace(place) === formatPlace(edit);
  return [...edits.filter(one => one.step <= edit.step && !same(one)), edit];
}
