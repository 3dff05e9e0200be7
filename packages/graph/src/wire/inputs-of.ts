import type { Wire } from './wire.ts';

/** The inputs that count in a frame: of the two arms of a mode only one is built. */
export function inputsOf<W extends Wire>(wire: W, training: boolean): W['inputs'] {
  if (wire.rule?.kernel.kind === 'mode') return [wire.inputs[training ? 0 : 1]!];
  return wire.inputs;
}
