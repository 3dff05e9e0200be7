import type { Chance } from '../../fuzz/chance.ts';
import { hostileWord } from './hostile-values.ts';

/** A whole number in a file: where it begins, of so many bytes. */
export interface Word {
  readonly at: number;
  readonly width: 1 | 2 | 4 | 8;
}

/** The numbers of a file. */
export interface Words {
  /** The lengths, offsets and counts that the format has; without them any place may be one. */
  readonly words?: readonly Word[];
  readonly bigEndian?: boolean;
}

/** Returns a copy of a file in which one to four numbers have other values, or parts are missing, moved, repeated or other. */
export function changedBytes(file: Uint8Array, chance: Chance, { words, bigEndian = false }: Words = {}): Uint8Array {
  let bytes: Uint8Array = file.slice();
  for (let left = 1 + chance.below(4); left > 0; left--)
    if (bytes.length > 0 && chance.is(0.6)) changeWord(bytes, chance, words, !bigEndian);
    else bytes = withPart(bytes, chance);
  return bytes;
}

function changeWord(bytes: Uint8Array, chance: Chance, words: readonly Word[] | undefined, little: boolean): void {
  const { at, width } = words === undefined || chance.is(0.1) ? anyWord(bytes, chance) : chance.of(words);
  if (at + width > bytes.length) return;
  const view = new DataView(bytes.buffer, at, width);
  const read = { 1: () => BigInt(view.getUint8(0)), 2: () => BigInt(view.getUint16(0, little)), 4: () => BigInt(view.getUint32(0, little)), 8: () => view.getBigUint64(0, little) };
  const next = hostileWord(chance, read[width](), 8 * width);
  if (width === 8) view.setBigUint64(0, next, little);
  else if (width === 4) view.setUint32(0, Number(next), little);
  else if (width === 2) view.setUint16(0, Number(next), little);
  else view.setUint8(0, Number(next));
} // prettier-ignore

/** Any number, most often near the beginning or the end, where a format says what it contains. */
function anyWord(bytes: Uint8Array, chance: Chance): Word {
  const width = chance.of([1, 2, 4, 4, 8] as const);
  const near = chance.below(Math.min(bytes.length, 2048));
  const at = chance.of([near, bytes.length - 1 - near, chance.below(bytes.length)]);
  return { at: at - (chance.is(0.8) ? at % Math.min(width, 4) : 0), width };
}

/** Returns the bytes with a part that is missing, moved, repeated or filled. */
function withPart(bytes: Uint8Array, chance: Chance): Uint8Array {
  const from = chance.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + chance.of([1, 4, 16, 100, bytes.length]));
  const part = bytes.subarray(from, to);
  const change = chance.below(6);
  if (change === 0) return bytes.slice(0, from);
  if (change === 1) return joined(bytes.subarray(0, from), bytes.subarray(to));
  if (change === 2) return joined(bytes.subarray(0, to), part, bytes.subarray(to));
  if (change === 3) return bytes.copyWithin(chance.below(bytes.length + 1), from, to);
  bytes.fill(chance.of([0, 255, 127, 128, chance.below(256)]), from, to);
  return bytes;
}

/** Returns parts one after another. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
