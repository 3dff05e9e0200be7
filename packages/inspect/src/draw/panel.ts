import { edge, type Node } from '@thalweg/graph';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import { operationSign } from '../circuit-model/operation-sign.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { literalOf } from '../circuit-model/literal.ts';
import { isFloat } from '@thalweg/tensor';
import { localSize, MOST_LOCAL } from './local-size.ts';
import { make } from './make.ts';
import { emptyReading, readingOf, type Role } from './reading.ts';
import type { Show } from './show.ts';
import { termsLine } from './sum-line.ts';

/** What a node computes and, for each of its inputs, `upstream × local = downstream`. */
export function panelOf(
  node: Node,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  show: Show,
): HTMLElement {
  const name = model.names.get(node);
  const panel = make('section', 'panel');
  const title = make('h3', '', `${name === undefined ? '' : `${name} = `}${model.expression(node)}`);
  const close = make('button', 'close', '×');
  close.type = 'button';
  close.setAttribute('aria-label', 'Close');
  panel.setAttribute('aria-label', `Gradients at ${operationSign(node)}`);
  panel.append(make('header', '', title, close));
  const rows = gradients === undefined ? [] : rowsOf(node, model, gradients, show);
  const note = node.inputs.length === 0 ? 'A source: its gradient goes no further.' : 'No gradient goes through here.';
  panel.append(...(rows.length > 0 ? rows : [make('p', 'note', note)]));
  const sum = gradients && termsLine(node, gradients, show);
  if (sum) panel.append(make('p', 'row', make('span', 'what', 'Terms from its uses'), sum));
  return panel;
}

function rowsOf(node: Node, model: CircuitModel, gradients: RootGradients, show: Show): HTMLElement[] {
  const upstream = gradients.of(node);
  if (upstream === undefined) return [];
  const { all, inputAdjoints } = gradients;
  return node.inputs.flatMap((input, position) => {
    if (literalOf(input) !== undefined || !isFloat(input.dtype)) return [];
    const row = make('div', 'row', make('span', 'what', `to ${placeOf(node, position, model)}`));
    const append = (role: Role, caption: string, one: Node | undefined, about: Node, text = '–'): void => {
      const reading = one && readingOf(one, role);
      row.append(make('span', 'factor', reading?.element ?? emptyReading(role, text), make('small', '', caption)));
      if (one !== undefined) show(row, one, reading!, about);
    };
    const { local, product } = partsOf(() => edge(all, node, input, position), node, input);
    append('gradient', 'upstream', upstream, node);
    row.append(make('span', 'operator', '×'));
    append('local', 'local', local, input, 'Jacobian');
    row.append(make('span', 'operator', '='));
    append('gradient', 'downstream', product ?? inputAdjoints(node)[position], input, '0');
    return row;
  });
}

/** What an input is called; one that is read more than once, with its place. */
function placeOf({ inputs }: Node, position: number, { names, expression }: CircuitModel): string {
  const input = inputs[position]!;
  const name = names.get(input) ?? expression(input);
  return inputs.indexOf(input) === inputs.lastIndexOf(input) ? name : `${name}, input ${position + 1}`;
}

/** The local gradient and the product, where they are small enough to be looked at. */
function partsOf(
  asked: () => { readonly local: Node; readonly product: Node },
  node: Node,
  input: Node,
): { readonly local?: Node; readonly product?: Node } {
  return localSize(node, input) <= MOST_LOCAL ? asked() : {};
}
