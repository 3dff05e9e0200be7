import { Node } from '@thalweg/graph';
import { defineCircuitElement, type CircuitElement } from '@thalweg/inspect';
import uPlot from 'uplot';
import type { Shown } from './messages.ts';

/** The fewest numbers that make a chart. */
const POINTS = 3;

/** The variables of a block that can be drawn: nodes as circuits, numbers as charts. */
export function drawable(variables: Readonly<Record<string, unknown>>): Shown[] {
  return Object.entries(variables).flatMap(([name, value]): Shown[] => {
    if (value instanceof Node) return [{ name, as: 'circuit' }];
    return numbersIn(value) === undefined ? [] : [{ name, as: 'chart' }];
  });
}

/** Draws a variable: a circuit that stays live, or a line chart. */
export function draw(name: string, variables: Readonly<Record<string, unknown>>, theme: string): HTMLElement {
  const value = variables[name];
  if (!(value instanceof Node)) return chart(name, numbersIn(value)!, theme);
  defineCircuitElement();
  const element = document.createElement('thalweg-circuit') as CircuitElement;
  element.setAttribute('theme', theme);
  const names = Object.entries(variables).filter((entry): entry is [string, Node] => entry[1] instanceof Node);
  return Object.assign(element, { names: Object.fromEntries(names), node: value });
}

function numbersIn(value: unknown): number[] | undefined {
  const items = ArrayBuffer.isView(value) && !(value instanceof DataView) ? [...(value as Float32Array)] : value;
  if (!Array.isArray(items) || items.length < POINTS) return undefined;
  const numbers: unknown[] = items;
  return numbers.every(each => typeof each === 'number') ? (numbers as number[]) : undefined;
}

function chart(name: string, ys: readonly number[], theme: string): HTMLElement {
  const place = document.createElement('figure');
  place.setAttribute('aria-label', `${name}: ${ys.length} numbers, from ${ys[0]} to ${ys.at(-1)}`);
  const dark = theme === 'dark';
  const axis = { stroke: dark ? '#c9c2b6' : '#4a443b', grid: { stroke: dark ? '#3a362f' : '#e6dfd3' } };
  const options: uPlot.Options = {
    width: Math.max(240, document.body.clientWidth),
    height: 220,
    scales: { x: { time: false } },
    axes: [axis, axis],
    series: [{ label: '#' }, { label: name, stroke: dark ? '#7cc0b4' : '#0f6b5f', width: 2 }],
  };
  new uPlot(options, [ys.map((_, at) => at), [...ys]], place);
  return place;
}
