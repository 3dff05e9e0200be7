import { GraphError } from '../errors/graph-error.ts';
import type { Slot } from '../wire/slot.ts';

/** The error that a pass or a computation failed with. */
export interface Failure {
  readonly error: unknown;
  /** True if the pass is to be left out: an output that must be finite is not. */
  readonly skip?: boolean;
}

/** Returns the reason why a slot has no value; nothing if it has one. */
export function failureOf(slot: Slot): Failure | undefined {
  if (slot.status === 'ready') return undefined;
  return { error: slot.status === 'failed' ? slot.error : missing(slot) };
}

/** The error that names the inputs without which a slot has no value. */
function missing(slot: Slot): GraphError {
  const names = new Set<string>();
  const seen = new Set<Slot>([slot]);
  for (const { wire, status, inputs } of seen) {
    if (wire.rule === undefined && status === 'missing') names.add(`'${wire.name}'`);
    for (const input of inputs) seen.add(input);
  }
  return new GraphError(
    slot.wire.name,
    'every input it depends on must have a value',
    `none for ${[...names].join(', ')}`,
    'Set it, feed it, or give the record a field of that name.',
  );
}
