import { leftOut, type RoomState } from '../../page/address.ts';
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

const OWN: ReadonlySet<string> = new Set(['on', 'of', 'at', 'h']);

/** Returns an input’s key in the address: its name, with a dot in front if the room itself uses that key. */
const keyOf = (name: string): string => (OWN.has(name) ? `.${name}` : name);

/** Formats settings for the address. An example is given by name; defaults are left out. */
export function formatSettings({ on, text, values, at, h }: Settings): RoomState {
  const example = examples.find(({ name }) => name === on);
  const moved = [...values].filter(([name, value]) => example?.values.get(name) !== value);
  const pairs: (readonly [string, string])[] = [
    example === undefined ? ['of', text] : ['on', example.name],
    ...moved.map(([name, value]) => [keyOf(name), `${value}`] as const),
    ...(at === 0 ? [] : [['at', `${at}`] as const]),
    ...(h === distance.first ? [] : [['h', `${h}`] as const]),
  ];
  return Object.fromEntries(pairs);
}

/** Parses settings from an address. Invalid parts get their defaults and are reported as problems. */
export function parseSettings(state: RoomState): { settings: Settings; problems: string[] } {
  const problems: string[] = [];
  const given = new Map(Object.entries(state));
  /** Parses the value of a key; undefined if the key is missing or invalid. */
  const read = <T>(key: string, parse: (text: string) => T | undefined): T | undefined => {
    const text = given.get(key);
    given.delete(key);
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) problems.push(leftOut(key, text));
    return value;
  };
  const text = read('of', text => text);
  const example = firstSettings(read('on', name => examples.find(example => example.name === name)));
  const first = text === undefined ? example : { ...example, on: undefined, text, values: new Map() };
  const at = read('at', text => (text === 'end' ? text : /^\d{1,3}$/.test(text) ? Number(text) : undefined)) ?? 0;
  const h = read('h', parseDistance) ?? first.h;
  const values = new Map(first.values);
  for (const key of [...given.keys()]) {
    const value = read(key, parseNumber);
    if (value !== undefined) values.set(key.replace(/^\./, ''), value);
  }
  return { settings: { ...first, values, at, h }, problems };
}

function parseDistance(text: string): number | undefined {
  const h = parseNumber(text);
  return h !== undefined && h >= distance.least && h <= distance.most ? h : undefined;
}
