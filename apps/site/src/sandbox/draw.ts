import { Dataset } from '@thalweg/data';
import { Node } from '@thalweg/graph';
import { defineCircuitElement, type CircuitElement } from '@thalweg/inspect';
import { isObservable, type Observable } from 'rxjs';
import { type Drawing, lineChart, streamChart, type StreamEvents } from './stream-chart.ts';
import type { Shown } from './messages.ts';

type Variables = Readonly<Record<string, unknown>>;

/** The fewest numbers that make a chart. */
const POINTS = 3;

/** The variables of a block that can be drawn: nodes as circuits, numbers and streams as charts. */
export function drawable(variables: Variables): Shown[] {
  return Object.entries(variables).flatMap(([name, value]): Shown[] => {
    const as = kindOf(value);
    return as === undefined ? [] : [{ name, as }];
  });
}

const isNode = (value: unknown): value is Node => value instanceof Node;

function kindOf(value: unknown): Shown['as'] | undefined {
  if (isNode(value)) return 'circuit';
  if (value instanceof Dataset) return undefined;
  if (isObservable(value)) return 'stream';
  return numbersIn(value) === undefined ? undefined : 'chart';
}

/** Draws a variable: a circuit that stays live, a line chart, or a line chart that follows a stream. */
export function draw(name: string, variables: Variables, theme: string, events: StreamEvents): Drawing {
  const value = variables[name];
  if (kindOf(value) === 'stream') return streamChart(name, value as Observable<unknown>, theme, events);
  const element = isNode(value) ? circuit(value, variables, theme) : chart(name, numbersIn(value)!, theme);
  return { element, follows: () => false, stop() {} };
}

function circuit(node: Node, variables: Variables, theme: string): HTMLElement {
  defineCircuitElement();
  const element = document.createElement('thalweg-circuit') as CircuitElement;
  element.setAttribute('theme', theme);
  const names = Object.entries(variables).filter((entry): entry is [string, Node] => entry[1] instanceof Node);
  return Object.assign(element, { names: Object.fromEntries(names), node });
}

function numbersIn(value: unknown): number[] | undefined {
  const items = ArrayBuffer.isView(value) && !(value instanceof DataView) ? [...(value as Float32Array)] : value;
  if (!Array.isArray(items) || items.length < POINTS) return undefined;
  const numbers: unknown[] = items;
  return numbers.every(each => typeof each === 'number') ? (numbers as number[]) : undefined;
}

function chart(name: string, numbers: readonly number[], theme: string): HTMLElement {
  const { element, show } = lineChart(name, theme);
  show(numbers);
  return element;
}
