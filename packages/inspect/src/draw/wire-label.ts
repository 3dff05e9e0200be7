import type { Wire } from '../circuit-model/shown-circuit.ts';
import type { WireGradients } from '../circuit-model/wire-gradients.ts';
import { make } from './make.ts';
import { readingOf } from './reading.ts';
import type { Show } from './show.ts';

/** What stands on a wire: its value above, and below it the gradient that comes back. */
export function wireLabel(wire: Wire, gradients: WireGradients | undefined, show: Show): HTMLElement {
  const label = make('div', 'wire-label');
  label.dataset['wire'] = wire.id;
  const value = readingOf(wire.node, 'value');
  label.append(value.element);
  show(label, wire.node, value);
  const back = gradients?.along(wire);
  if (back === undefined) {
    label.append(make('span', 'reading none'));
    return label;
  }
  const gradient = readingOf(back, 'gradient');
  label.append(gradient.element);
  show(label, back, gradient);
  return label;
}
