import { leftOut, type RoomState } from '../../page/address.ts';
import { examples } from './examples/examples.ts';
import { firstSettings, parseNumber, type Settings } from './settings.ts';
import { distance } from './passes/numerical-gradient.ts';

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
