import { Input, Parameter, Register, type Node } from '@thalweg/graph';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import { operationSign } from '../circuit-model/operation-sign.ts';
import type { Box } from '../circuit-model/shown-circuit.ts';
import { make } from './make.ts';

/** Creates the button for a box, labelled with its operation. */
export function boxElement(box: Box, model: CircuitModel): HTMLButtonElement {
  const [node] = box.nodes;
  const button = make('button', `box ${box.kind}`, make('span', 'sign', nameOf(box, model)));
  const caption = captionOf(box, model);
  if (caption !== '') button.append(' ', make('span', 'caption', caption));
  if (box.kind === 'operation') {
    const formula = model.expression(node!);
    button.append(' ', make('span', 'visually-hidden', formula));
    button.title = formula;
  }
  button.type = 'button';
  button.dataset['box'] = box.id;
  button.tabIndex = -1;
  button.setAttribute('aria-expanded', 'false');
  return button;
}

function nameOf({ kind, group, nodes: [node] }: Box, { names }: CircuitModel): string {
  if (kind === 'group') return group!;
  return kind === 'source' ? names.get(node!)! : operationSign(node!);
}

function captionOf({ kind, nodes }: Box, { names }: CircuitModel): string {
  const [node] = nodes;
  if (kind === 'operation') return names.get(node!) ?? '';
  if (kind === 'source') {
    const kindOfSource = sourceKind(node!);
    return kindOfSource === names.get(node!) ? '' : kindOfSource;
  }
  const parameters = nodes.filter(one => one instanceof Register).length;
  return `${nodes.length - parameters} operations${parameters === 0 ? '' : `, ${parameters} registers`}`;
}

function sourceKind(node: Node): string {
  if (node instanceof Parameter) return 'parameter';
  if (node instanceof Input) return 'input';
  return node instanceof Register ? 'state' : 'constant';
}
