import { captionOf, isFrozenBox } from '../circuit-model/caption.ts';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import { operationSign } from '../circuit-model/operation-sign.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { type Box, type ShownCircuit, type Wire, wireGradient } from '../circuit-model/shown-circuit.ts';
import type { BoxSize, PictureLayout, PictureSizes, Point, Rectangle } from '../layout/layouts.ts';
import { make } from './make.ts';
import { type ConnectView, nodeView } from './node-view.ts';
import type { productLine } from './product-line.ts';
import { sumLine } from './sum-line.ts';

const SVG = 'http://www.w3.org/2000/svg';

const OUT = 'out';

/** The elements of a wire. */
interface DrawnWire {
  readonly path: SVGPathElement;
  readonly label: HTMLElement;
}

/** The additions to a picture that are asked for. */
export interface PictureOptions {
  /** Creates the line that writes a gradient as a product; undefined to show gradients alone. */
  readonly lineOf: typeof productLine | undefined;
  /** True to number the boxes in topological order. */
  readonly numbers: boolean;
}

/** The elements of a picture. They have no positions until `arrange` is called. */
export interface Picture {
  readonly element: HTMLElement;
  readonly buttons: ReadonlyMap<string, HTMLButtonElement>;
  /** The path and the label of each wire. */
  readonly wires: ReadonlyMap<string, DrawnWire>;
  /** Measures all elements; the picture must be in the page. */
  readonly measure: () => PictureSizes;
  /** Puts everything in its place, also a second time. */
  readonly arrange: (layout: PictureLayout) => void;
}

/** Creates the boxes and wires of a shown circuit. Without `gradients`, only values are shown. */
export function pictureOf(
  shown: ShownCircuit,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  connect: ConnectView,
  { lineOf, numbers }: PictureOptions,
): Picture {
  const buttons = new Map(shown.boxes.map(box => [box.id, boxElement(box, model)]));
  for (const box of shown.boxes) {
    const line = gradients && box.kind !== 'group' ? sumLine(box.nodes[0]!, gradients, connect) : undefined;
    if (line !== undefined) buttons.get(box.id)!.append(line);
    if (numbers) buttons.get(box.id)!.prepend(make('span', 'number', numberOf(box, model)), ' ');
  }
  const drawn = new Map(
    shown.wires.map(wire => {
      const label = wireLabel(wire, model, gradients, connect, lineOf);
      const path = document.createElementNS(SVG, 'path');
      path.dataset['wire'] = wire.id;
      return [wire.id, { label, path }] as const;
    }),
  );
  const all = [...drawn.values()];
  const wires = document.createElementNS(SVG, 'svg');
  wires.setAttribute('aria-hidden', 'true');
  wires.append(...all.map(({ path }) => path));
  const framesOf = new Map<string, HTMLElement>();
  const element = make('div', 'picture', wires, ...all.map(({ label }) => label), ...buttons.values());
  return {
    element,
    buttons,
    wires: drawn,
    measure: () => ({
      boxes: new Map<string, BoxSize>([
        ...shown.boxes.map(box => [box.id, { ...sizeOf(buttons.get(box.id)!), frame: frameOf(box) }] as const),
        [OUT, { width: 2, height: 2 }],
      ]),
      wires: new Map(
        shown.wires.map(({ id, from, to, bundled }) => {
          const isMain = bundled === undefined;
          return [id, { from: from.id, to: to?.id ?? OUT, isMain, ...sizeOf(drawn.get(id)!.label) }];
        }),
      ),
      sources: shown.boxes.filter(({ kind }) => kind === 'source').map(({ id }) => id),
    }),
    arrange: ({ width, height, isDown, boxes, frames, wires: routes }) => {
      element.classList.toggle('down', isDown);
      element.style.width = `${Math.ceil(width)}px`;
      element.style.height = `${Math.ceil(height)}px`;
      for (const [id, button] of buttons) put(button, boxes.get(id)!);
      for (const [id, { label, route }] of routes) {
        put(drawn.get(id)!.label, label);
        drawn.get(id)!.path.setAttribute('d', wirePath(route, isDown));
      }
      for (const [group, frame] of frames) {
        if (!framesOf.has(group)) framesOf.set(group, frameElement(group));
        wires.before(framed(framesOf.get(group)!, frame));
      }
    },
  };
}

/** Returns the number of a box in topological order, or the numbers of a group’s first and last node. */
function numberOf({ nodes }: Box, model: CircuitModel): string {
  const numbers = nodes.map(node => 1 + model.nodes.indexOf(node));
  return numbers.length === 1 ? `${numbers[0]}` : `${Math.min(...numbers)}–${Math.max(...numbers)}`;
}

/** Returns the open group around a box. */
function frameOf({ kind, group }: Box): string | undefined {
  return kind === 'group' ? undefined : group;
}

function sizeOf({ offsetWidth, offsetHeight }: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: offsetWidth, height: offsetHeight };
}

/** Centres an element at a point, keeping its size. */
function put(element: HTMLElement, { x, y }: Point): void {
  element.style.width = `${element.offsetWidth}px`;
  element.style.left = `${Math.round(x - element.offsetWidth / 2)}px`;
  element.style.top = `${Math.round(y - element.offsetHeight / 2)}px`;
}

/** Creates the frame of an open group, with a button that folds it. */
function frameElement(group: string): HTMLElement {
  const button = make('button', 'fold', `▾ ${group}`);
  button.type = 'button';
  button.dataset['fold'] = group;
  button.setAttribute('aria-label', `Fold ${group}`);
  return make('div', 'frame', button);
}

/** Puts a frame around a rectangle. */
function framed(frame: HTMLElement, { x, y, width, height }: Rectangle): HTMLElement {
  Object.assign(frame.style, {
    left: `${x - width / 2}px`,
    top: `${y - height / 2}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return frame;
}

/** Creates the button for a box, labelled with its operation. */
function boxElement(box: Box, model: CircuitModel): HTMLButtonElement {
  const [node] = box.nodes;
  const button = make(
    'button',
    `box ${box.kind}${isFrozenBox(box, model) ? ' frozen' : ''}`,
    make('span', 'sign', nameOf(box, model)),
  );
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

/**
 * Creates the label of a wire: the value above, the gradient that flows back below. With `lineOf`, the gradient is
 * written as the product that it is.
 */
function wireLabel(
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

/** Returns the SVG path of a wire through the points, horizontal at each of them; or vertical, if values flow down. */
function wirePath([start, ...rest]: readonly Point[], isDown: boolean): string {
  let at = start!;
  let path = `M${at.x} ${at.y}`;
  for (const next of rest) {
    const [x, y] = [(at.x + next.x) / 2, (at.y + next.y) / 2];
    path += isDown ? `C${at.x} ${y} ${next.x} ${y}` : `C${x} ${at.y} ${x} ${next.y}`;
    path += ` ${next.x} ${next.y}`;
    at = next;
  }
  return path;
}
