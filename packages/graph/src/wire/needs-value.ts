import type { Wire } from './wire.ts';

/** Returns true if a wire reads the value of an input, not just its shape. */
export function needsValue(wire: Wire, position: number): boolean {
  const kernel = wire.rule!.kernel;
  return !('shapeOnly' in kernel && kernel.shapeOnly?.includes(position));
}
