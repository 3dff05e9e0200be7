import type { Node } from '@thalweg/graph';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import { operationSign } from '../circuit-model/operation-sign.ts';
import type { ShownCircuit } from '../circuit-model/shown-circuit.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { make } from './make.ts';
import { emptyReading, readingOf } from './reading.ts';
import type { Show } from './show.ts';

/** The same circuit as a table: a row for each wire’s node, with its operation, value and gradient. */
export function tableOf(
  { wires }: ShownCircuit,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  show: Show,
): HTMLElement {
  const heads = ['Node', 'Operation', 'Value', ...(gradients ? ['Gradient'] : [])];
  const head = make('tr', '', ...heads.map(text => Object.assign(make('th', '', text), { scope: 'col' })));
  const nodes = [...new Set(wires.map(({ node }) => node))];
  const rows = nodes.map(node => rowOf(node, model, gradients, show));
  const caption = make('caption', '', `Values${gradients ? ' and gradients' : ''} of ${nameOf(model.root, model)}`);
  return make('table', '', caption, make('thead', '', head), make('tbody', '', ...rows));
}

function rowOf(node: Node, model: CircuitModel, gradients: RootGradients | undefined, show: Show): HTMLElement {
  const row = make('tr', '');
  const name = Object.assign(make('th', '', titleOf(node, model)), { scope: 'row' });
  const value = readingOf(node, 'value', { picture: false });
  row.append(name, make('td', '', node.inputs.length === 0 ? '–' : operationSign(node)), make('td', '', value.element));
  show(row, node, value, node);
  if (gradients === undefined) return row;
  const back = gradients.of(node);
  const gradient = back && readingOf(back, 'gradient', { picture: false });
  row.append(make('td', '', gradient?.element ?? emptyReading('gradient')));
  if (back !== undefined) show(row, back, gradient!, node);
  return row;
}

function nameOf(node: Node, { names, expression }: CircuitModel): string {
  return names.get(node) ?? expression(node);
}

/** A name and the formula behind it, as `f = x × y`. */
function titleOf(node: Node, model: CircuitModel): string {
  const name = model.names.get(node);
  if (name === undefined || node.inputs.length === 0) return nameOf(node, model);
  return `${name} = ${model.expression(node)}`;
}
