import { examples } from './examples/examples.ts';
import { distance } from './passes/numerical-gradient.ts';

/** The settings that determine the state of the room. */
export interface Settings {
  /** The name of the shown example, if it is one. */
  readonly on: string | undefined;
  /** The shown expression; empty for an example that is built from nodes. */
  readonly text: string;
  /** The elements of inputs by their names; an element that is missing gets a default. */
  readonly values: ReadonlyMap<string, number>;
  /** The position of the walk. */
  readonly at: number | 'end';
  /** The step size of the numerical gradient. */
  readonly h: number;
}

/** Returns the settings that an example opens with. */
export function firstSettings(example = examples[0]): Settings {
  const { name, text, values } = example;
  return { on: name, text: text ?? '', values, at: 0, h: distance.first };
}

/** A speed of the walk. */
export interface Speed {
  readonly name: string;
  /** The time from one step to the next, in milliseconds. Most of it is for what travels along the wires. */
  readonly period: number;
}

/** The speeds that a visitor can choose; the second one is the first that is used. */
export const speeds: readonly [Speed, Speed, Speed] = [
  { name: 'slow', period: 3600 },
  { name: 'normal', period: 2000 },
  { name: 'fast', period: 900 },
];

/** Parses a finite number, with either minus sign; returns `undefined` for any other text. */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim().replaceAll('−', '-');
  const value = plain === '' ? NaN : Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
