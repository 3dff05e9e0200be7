import { alongWire } from '../circuit-model/along-wire.ts';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import type { Wire } from '../circuit-model/shown-circuit.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { make } from './make.ts';
import { readingOf } from './reading.ts';
import type { Show } from './show.ts';

/** What stands on a wire: its value above, and below it the gradient that comes back. */
export function wireLabel(
  wire: Wire,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  show: Show,
): HTMLElement {
  const label = make('div', 'wire-label');
  label.dataset['wire'] = wire.id;
  if (wire.bundled !== undefined) {
    label.classList.add('quiet');
    label.append(make('small', '', wire.bundled === 1 ? '1 value' : `${wire.bundled} values`));
    return label;
  }
  const value = readingOf(wire.node, 'value');
  label.append(value.element);
  show(label, wire.node, value, wire.node);
  const back = gradients && alongWire(wire, model, gradients);
  if (back === undefined) {
    label.append(make('span', 'reading none'));
    return label;
  }
  const gradient = readingOf(back, 'gradient');
  label.append(gradient.element);
  show(label, back, gradient, wire.node);
  return label;
}
