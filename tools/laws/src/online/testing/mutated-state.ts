import { foldIn, key, randomInteger, tensor, type Tensor, type TypedArray } from '@thalweg/tensor';
import type { Plain, Saved, Snapshot } from '@thalweg/train';

/** Draws whole numbers below a bound. */
type Draw = (bound: number) => number;

/** A part of a snapshot that may be changed. */
interface Part {
  tensors: Record<string, Tensor>;
  values: Record<string, unknown>;
}

/** A place in plain values: `holder[name]`. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

/** A snapshot with changes. */
export interface MutatedState {
  readonly snapshot: Snapshot;
  /** True if a number beyond 1e150 was put in: sums of squares of such numbers overflow, whoever brings them. */
  readonly huge: boolean;
}

const numbers = [
  NaN, Infinity, -Infinity, -0, 0, 1, -1, 2, 3, 0.5, -0.25, 1.5, 7, 40, 1e6, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 60, 1e100, 1e308, -1e308, 5e-324,
]; // prettier-ignore

/** Returns a list of so many levels: as deep as a file can have beside what is around it. */
function deep(levels: number): unknown {
  let list: unknown = [];
  for (let i = 0; i < levels; i++) list = [list];
  return list;
}

/** Plain values that no state has, or that one has somewhere else. */
const odd: readonly (() => unknown)[] = [
  ...[null, true, false, '', 'x', 'toString', '__proto__', 'NaN'].map(value => () => value),
  () => [],
  () => ({}),
  () => [null],
  () => ({ a: null }),
  () => ({ length: 3 }),
  () => ({ $undefined: true }),
  () => ({ $number: 'NaN' }),
  () => ({ $number: '-0' }),
  () => ({ $number: [] }),
  () => ({ $array: ['float64', 0, 1] }),
  () => ({ $array: ['float64', -1, 2] }),
  () => ({ $array: ['float64', 0.5, 1] }),
  () => ({ $array: ['int32', 0, 0] }),
  () => ({ $array: ['toString', 0, 1] }),
  () => ({ $array: 5 }),
  () => ({ $array: null }),
  () => ({ $tensor: [{ $array: ['float64', 0, 1] }, [3]] }),
  () => ({ $tensor: 1 }),
  () => ({ $map: [[1, 2]] }),
  () => ({ $map: 1 }),
  () => ({ $map: [[1]] }),
  () => ({ $map: [null] }),
  () => ({ $sealed: 0 }),
  () => ({ $sealed: '__proto__' }),
  () => ({ $other: 1 }),
  () => ({ $$x: 1 }),
  () => deep(900),
  () => Float64Array.of(1, NaN),
];

/** Returns a snapshot with one to three changes; the file that it is encoded to has a right checksum. */
export function mutatedState(kept: Snapshot, seed: number): MutatedState {
  let count = 0;
  const root = foldIn(key(23), seed);
  const draw: Draw = bound => randomInteger(root, count++, bound);
  const parts = Object.fromEntries(Object.entries(kept.parts).map(([name, part]) => [name, copied(part)]));
  const names = Object.keys(parts);
  let huge = false;
  const aNumber = (before: number): number => {
    const tweaked = [-before, before + 1, before - 1, before / 2, before * 2];
    const at = draw(numbers.length + tweaked.length);
    const next = at < numbers.length ? numbers[at]! : tweaked[at - numbers.length]!;
    huge ||= Math.abs(next) > 1e150;
    return next;
  };
  for (let left = 1 + draw(3); left > 0; left--) {
    const part = parts[names[draw(names.length)]!]!;
    if (draw(3) > 0) changeValue(part, draw, aNumber);
    else changeTensor(part, draw, aNumber);
  }
  return { snapshot: { version: kept.version, parts: parts as unknown as Record<string, Saved> }, huge };
}

function copied({ tensors, values }: Saved): Part {
  return { tensors: { ...tensors }, values: structuredClone(values) as Record<string, Plain> };
}

/** Changes, removes, doubles or swaps something in the plain values; mostly in the state, seldom beside it. */
function changeValue({ values }: Part, draw: Draw, aNumber: (before: number) => number): void {
  const places: Place[] = [];
  const state = draw(12) > 0 && isHolder(values['state']) ? { state: values['state'] } : values;
  collect(state, places);
  if (places.length === 0) return;
  const { holder, name } = places[draw(places.length)]!;
  const before = holder[name];
  const other = places[draw(places.length)]!;
  const changes: readonly (() => unknown)[] = [
    () => (holder[name] = odd[draw(odd.length)]!()),
    () => (holder[name] = numbers[draw(numbers.length)]),
    () => (Array.isArray(holder) ? holder.splice(Number(name), 1) : delete holder[name]),
    () => (Array.isArray(holder) ? holder.push(structuredClone(before)) : (holder[`${name}x`] = structuredClone(before))),
    () => ([holder[name], other.holder[other.name]] = [structuredClone(other.holder[other.name]), structuredClone(before)]),
  ];
  if (typeof before === 'number' && draw(4) > 0) holder[name] = aNumber(before);
  else changes[draw(changes.length)]!();
} // prettier-ignore

/** Collects the places in plain values, of which typed arrays are one each. */
function collect(value: Record<string, unknown>, places: Place[]): void {
  for (const name of Object.keys(value)) {
    places.push({ holder: value, name });
    const inner = value[name];
    if (isHolder(inner)) collect(inner, places);
  }
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

/** Changes elements of a tensor, or its length, its dtype or its name. */
function changeTensor({ tensors }: Part, draw: Draw, aNumber: (before: number) => number): void {
  const names = Object.keys(tensors);
  if (names.length === 0) return;
  const name = names[draw(names.length)]!;
  const { data, shape } = tensors[name]!;
  const elements = data.slice();
  const at = draw(Math.max(1, elements.length));
  const other = draw(Math.max(1, elements.length));
  const put = (changed: TypedArray): unknown => (tensors[name] = tensor(changed));
  const changes: readonly (() => unknown)[] = [
    () => put(elements.subarray(0, at)),
    () => put(Float64Array.from([...elements, 1])),
    () => put(Float32Array.from(elements)),
    () => delete tensors[name],
    () => (tensors[`${name}x`] = tensors[name]!),
    () => ([tensors[name], tensors[names[0]!]] = [tensors[names[0]!]!, tensors[name]!]),
  ];
  if (draw(4) === 0) return void changes[draw(changes.length)]!();
  if (draw(5) === 0) [elements[at], elements[other]] = [elements[other]!, elements[at]!];
  else if (elements instanceof Int32Array && draw(2) === 0) elements[at]! ^= 1 << draw(32);
  else elements[at] = elements instanceof Uint8Array ? draw(2) : aNumber(elements[at] ?? 0);
  tensors[name] = tensor(elements, { shape: shape as readonly number[] });
}
