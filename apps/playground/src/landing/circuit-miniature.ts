import { parameter, plus, times } from '@thalweg/graph';
import { defineCircuitElement, type CircuitElement } from '@thalweg/inspect';

/** Returns the lecture’s circuit, f = (x + y)·z, with its values and gradients. */
export function circuitMiniature(): HTMLElement {
  const [x, y, z] = [parameter(-2), parameter(5), parameter(-4)];
  const q = x.pipe(plus(y));
  const f = q.pipe(times(z));
  defineCircuitElement();
  const element = document.createElement('thalweg-circuit') as CircuitElement;
  return Object.assign(element, { names: { x, y, z, q, f }, node: f });
}
