import { wireGradient } from '../circuit-model/wire-gradient.ts';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import type { Wire } from '../circuit-model/shown-circuit.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { make } from './make.ts';
import { nodeView } from './node-view.ts';
import type { productLine } from './product-line.ts';
import type { ConnectView } from './connect-view.ts';

/**
 * Creates the label of a wire: the value above, the gradient that flows back below. With `lineOf`, the gradient is
 * written as the product that it is.
 */
export function wireLabel(
  wire: Wire,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  connect: ConnectView,
  lineOf: typeof productLine | undefined,
): HTMLElement {
  const label = make('div', 'wire-label');
  label.dataset['wire'] = wire.id;
  if (wire.bundled !== undefined) {
    label.classList.add('quiet');
    label.append(make('small', '', wire.bundled === 1 ? '1 value' : `${wire.bundled} values`));
    return label;
  }
  const value = nodeView(wire.node, 'value');
  label.append(value.element);
  connect(label, wire.node, value, wire.node);
  const gradientNode = gradients && wireGradient(wire, model, gradients);
  if (gradientNode === undefined) {
    label.append(make('span', 'reading none'));
    return label;
  }
  const line = lineOf?.(wire, model, gradients!, connect);
  if (line !== undefined) {
    label.append(line);
    return label;
  }
  const gradient = nodeView(gradientNode, 'gradient');
  label.append(gradient.element);
  connect(label, gradientNode, gradient, wire.node);
  return label;
}
