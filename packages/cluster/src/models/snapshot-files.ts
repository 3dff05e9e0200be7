import { sha256 } from '@noble/hashes/sha2.js';
import { nextTurn, now } from '@thalweg/data/engine';
import { fastestSha256 } from '@thalweg/log/engine';
import type { ByteSource } from '@thalweg/tensor';
import type { Snapshot } from '@thalweg/train';
import { CHECKSUM_LENGTH, CHECKSUM_START, digitsOf, snapshotFrom, snapshotParts } from '@thalweg/train/engine';

/** Returns the bytes that `encodeSnapshot` returns. Meanwhile, the event loop gets its turns, so a learning goes on. */
export async function encodeInTurns(snapshot: Snapshot): Promise<Uint8Array> {
  const pause = pauses();
  const parts: Uint8Array[] = [];
  for (const part of snapshotParts(snapshot)) {
    parts.push(part);
    await pause();
  }
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    file.set(part, end);
    end += part.length;
    await pause();
  }
  const digest = await hashInTurns(file);
  file.set(digitsOf({ update: () => {}, digest: () => digest }), CHECKSUM_START);
  return file;
}

/**
 * Returns the snapshot in a file, as `decodeSnapshot` does; `undefined` if the file has not the checksum that it says. Meanwhile,
 * the event loop gets its turns. Throws `StateError` for an intact file that is none of a snapshot that this version reads.
 */
export async function decodeInTurns(file: Uint8Array): Promise<Snapshot | undefined> {
  const blank = file.slice().fill(ZERO, CHECKSUM_START, CHECKSUM_START + CHECKSUM_LENGTH);
  const digest = await hashInTurns(blank);
  const hash = { update: () => {}, digest: () => digest };
  if (fileChecksum(file) !== String.fromCharCode(...digitsOf(hash))) return undefined;
  const source: ByteSource = {
    length: file.length,
    read: (begin, into) => into.set(file.subarray(begin, begin + into.length)),
  };
  return snapshotFrom(source, hash);
}

/** Returns the checksum that the file of a snapshot says it has, as hexadecimal digits. */
export function fileChecksum(file: Uint8Array): string {
  return String.fromCharCode(...file.subarray(CHECKSUM_START, CHECKSUM_START + CHECKSUM_LENGTH));
}

/** The code of the digit that stands in place of a checksum while it is computed. */
const ZERO = 0x30;

/** The bytes that are hashed at once. */
const PIECE = 2 ** 20;

/** Returns the SHA-256 of bytes. Where there is only the portable function, the event loop gets its turns meanwhile. */
async function hashInTurns(bytes: Uint8Array): Promise<Uint8Array> {
  const fastest = fastestSha256();
  if (fastest !== sha256) return fastest(bytes);
  const pause = pauses();
  const hash = sha256.create();
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    await pause();
  }
  return hash.digest();
}

/** Milliseconds after which the event loop gets a turn. */
const SLICE_MS = 8;

/** Returns a function to await between parts of a long work: it gives the event loop a turn if it had none for long. */
function pauses(): () => Promise<void> | undefined {
  let since = now();
  return () => {
    if (now() - since < SLICE_MS) return undefined;
    return new Promise(resolve =>
      nextTurn(() => {
        since = now();
        resolve();
      }),
    );
  };
}

/** The bytes that are compared at once. */
const WORD = 4;

/**
 * Returns what differs between two files of the same length, as runs: the number of bytes that stay, the number of bytes
 * that follow, and these bytes. Returns `undefined` if the files differ in length, or as soon as the runs take more bytes
 * than `most`.
 */
export function changedBytes(from: Uint8Array, to: Uint8Array, most: number): Uint8Array | undefined {
  if (from.length !== to.length) return undefined;
  const runs = new Uint8Array(most);
  let end = 0;
  let at = 0;
  for (let begin = nextChange(from, to, 0); begin < to.length; begin = nextChange(from, to, at)) {
    const stop = changeEnd(from, to, begin);
    if (end + 10 + stop - begin > most) return undefined;
    end = putNumber(runs, end, begin - at);
    end = putNumber(runs, end, stop - begin);
    runs.set(to.subarray(begin, stop), end);
    end += stop - begin;
    at = stop;
  }
  return runs.slice(0, end);
}

/** Returns a file with changes applied; `undefined` for changes that are not those of a file of this length. */
export function withChanges(from: Uint8Array, runs: Uint8Array): Uint8Array | undefined {
  const to = from.slice();
  let at = 0;
  for (let place = 0; place < runs.length;) {
    const [stay, afterStay] = numberAt(runs, place);
    const [length, afterLength] = numberAt(runs, afterStay);
    at += stay;
    place = afterLength + length;
    if (place > runs.length || at + length > to.length) return undefined;
    to.set(runs.subarray(afterLength, place), at);
    at += length;
  }
  return to;
}

function nextChange(from: Uint8Array, to: Uint8Array, begin: number): number {
  let at = begin;
  while (at < to.length && from[at] === to[at]) at++;
  return at < to.length ? at - (at % WORD) : at;
}

/** Returns the end of a run: it goes on over a single word that is the same, which costs less than a further run. */
function changeEnd(from: Uint8Array, to: Uint8Array, begin: number): number {
  let stop = begin + WORD;
  while (stop < to.length && (differs(from, to, stop) || differs(from, to, stop + WORD))) stop += WORD;
  return Math.min(stop, to.length);
}

function differs(from: Uint8Array, to: Uint8Array, at: number): boolean {
  for (let i = at; i < at + WORD; i++) if (from[i] !== to[i]) return true;
  return false;
}

/** Writes a number from 0 to 2³² − 1, seven bits a byte from the lowest on, and returns the end. */
function putNumber(into: Uint8Array, at: number, value: number): number {
  let rest = value;
  let end = at;
  for (; rest >= 128; rest = Math.floor(rest / 128)) into[end++] = (rest % 128) + 128;
  into[end++] = rest;
  return end;
}

function numberAt(bytes: Uint8Array, at: number): [value: number, end: number] {
  let value = 0;
  for (let end = at, scale = 1; end < bytes.length; scale *= 128) {
    const byte = bytes[end++]!;
    value += (byte % 128) * scale;
    if (byte < 128) return [value, end];
  }
  return [Infinity, bytes.length];
}
