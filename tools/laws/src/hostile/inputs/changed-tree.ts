import type { Chance } from '../../fuzz/chance.ts';
import { anything, hostileNumber, hostileText, hostileWord } from './hostile-values.ts';

/** The bytes that an item which is repeated takes, at most: a process could not write more. */
const MOST_REPEATED = 2 ** 20;

type Holder = Record<string, unknown>;

/** Changes that leave the kinds of values as they are, for trees that an encoder with types has to write. */
export interface TreeOptions {
  readonly keepsKinds?: boolean;
}

/** Returns a copy of a tree of objects, lists, texts, numbers and typed arrays with one to four changes. */
export function changedTree<T>(tree: T, chance: Chance, { keepsKinds = false }: TreeOptions = {}): T {
  const holder: Holder = { tree: structuredClone(tree) };
  for (let left = 1 + chance.below(4); left > 0; left--) {
    holder['tree'] ??= null;
    const places: (readonly [Holder, string])[] = [];
    collect(holder, places);
    const [inside, name] = chance.of(places);
    const other = chance.of(places);
    if (Array.isArray(inside) && chance.is(0.3)) changeList(inside, Number(name), chance);
    else if (chance.is(keepsKinds ? 1 : 0.6)) inside[name] = likeBefore(inside[name], chance, other[0][other[1]]);
    else if (chance.is(0.3)) delete inside[name];
    else inside[name] = chance.is(0.2) ? structuredClone(other[0][other[1]]) : anything(chance);
  }
  return holder['tree'] as T;
}

function collect(holder: Holder, places: (readonly [Holder, string])[]): void {
  for (const [name, value] of Object.entries(holder)) {
    places.push([holder, name]);
    if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && places.length < 2000)
      collect(value as Holder, places);
  }
}

/** Removes, repeats or moves an item. */
function changeList(list: unknown[], at: number, chance: Chance): void {
  const other = chance.below(list.length);
  const change = chance.below(4);
  if (change === 0) list.splice(at, 1);
  else if (change === 1) list.splice(other, 0, structuredClone(list[at]));
  else if (change === 2) [list[at], list[other]] = [list[other], list[at]];
  else repeat(list, list[at], chance.of([2, 100, 3000]));
}

/** Adds copies of an item to its list. A later change to one of them does not change the others. */
function repeat(list: unknown[], item: unknown, times: number): void {
  const most = MOST_REPEATED / weightOf(item);
  for (let left = Math.min(times, most); left > 0; left--) list.push(structuredClone(item));
}

/** Returns about how many bytes a value has when it is written, at least 1; a list or an object takes more in memory. */
function weightOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length;
  if (ArrayBuffer.isView(value)) return 1 + value.byteLength;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + weightOf(one), 16);
}

/** Returns another value of the kind that one has. */
function likeBefore(value: unknown, chance: Chance, other: unknown): unknown {
  if (typeof value === typeof other && chance.is(0.1) && Array.isArray(value) === Array.isArray(other))
    return structuredClone(other);
  if (typeof value === 'number') return hostileNumber(chance, value);
  if (typeof value === 'bigint') return BigInt.asIntN(64, hostileWord(chance, BigInt.asUintN(64, value), 64));
  if (typeof value === 'string') return hostileText(chance, value);
  if (typeof value === 'boolean') return !value;
  if (ArrayBuffer.isView(value)) return changedArray(value as Uint8Array, chance);
  return value;
}

/** Returns a typed array with other elements, or fewer, or more. */
function changedArray(array: Uint8Array, chance: Chance): unknown {
  const change = chance.below(4);
  if (change === 0) return array.slice(0, chance.below(array.length + 1));
  if (change === 1) return new (array.constructor as Uint8ArrayConstructor)(chance.of([0, 1, 7, 4096]));
  const bytes = new Uint8Array(array.slice().buffer as ArrayBuffer);
  for (let left = 1 + chance.below(8); left > 0 && bytes.length > 0; left--)
    bytes[chance.below(bytes.length)] = chance.of([0, 255, 127, 128, chance.below(256)]);
  return change === 2 ? bytes : new (array.constructor as Uint8ArrayConstructor)(bytes.buffer);
}

/**
 * Returns what an encoder writes of a changed tree. A tree that cannot be written is changed in
 * another way.
 */
export function changedAndWritten<T>(
  tree: T,
  chance: Chance,
  write: (changed: T) => Uint8Array,
  options: TreeOptions = { keepsKinds: true },
): Uint8Array {
  for (;;) {
    try {
      return write(changedTree(tree, chance, options));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    }
  }
}
