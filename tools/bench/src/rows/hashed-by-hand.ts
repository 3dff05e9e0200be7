// The tasks of `files-learned.ts` as loops by hand: typed arrays, hashes that are computed once, no object for a row.
import { type TableColumn, take } from '@thalweg/data';
import { murmur3 } from '@thalweg/online';
import { parquet } from '@thalweg/readers';
import { FLIGHTS } from './flights-epoch.ts';

/** The settings of both tasks. */
interface Settings {
  readonly bits: number;
  readonly rate: number;
}

const EPSILON = 1e-8;

/** Logistic regression by Adagrad, and its progressive log loss. The indices of a row are unique, or nearly so. */
class HandLearner {
  readonly #rate: number;
  readonly #weights: Float32Array;
  readonly #squares: Float32Array;
  #bias = 0;
  #biasSquares = 0;
  #losses = 0;
  #rows = 0;

  constructor({ bits, rate }: Settings) {
    this.#rate = rate;
    this.#weights = new Float32Array(2 ** bits);
    this.#squares = new Float32Array(2 ** bits);
  }

  get loss(): number {
    return this.#losses / this.#rows;
  }

  learn(indices: Int32Array, values: Float32Array, count: number, label: number): void {
    const [weights, squares, rate] = [this.#weights, this.#squares, this.#rate];
    let z = this.#bias;
    for (let i = 0; i < count; i++) z += weights[indices[i]!]! * values[i]!;
    const probability = 1 / (1 + Math.exp(-z));
    this.#losses -= Math.log(label === 1 ? probability : 1 - probability);
    this.#rows++;
    const slope = probability - label;
    for (let i = 0; i < count; i++) {
      const at = indices[i]!;
      const gradient = slope * values[i]!;
      const sum = squares[at]! + gradient * gradient;
      squares[at] = sum;
      weights[at]! -= (rate * gradient) / Math.sqrt(sum + EPSILON);
    }
    this.#biasSquares += slope * slope;
    this.#bias -= (rate * slope) / Math.sqrt(this.#biasSquares + EPSILON);
  }
}

/** Learns flights: distance, origin, destination, hour, weekday and route. Returns the progressive log loss. */
export async function flightsByHand(rows: number, settings: Settings): Promise<number> {
  const tables = (await parquet(FLIGHTS)).pipe(take(rows)).reader.tables!.read(0, 0);
  const learner = new HandLearner(settings);
  const mask = 2 ** settings.bits - 1;
  const numbered = (field: string, count: number): Int32Array =>
    Int32Array.from({ length: count }, (_, i) => murmur3(String(i), murmur3(field)) & mask);
  const [hours, weekdays] = [numbered('hour', 24), numbered('weekday', 7)];
  const [origins, destinations] = [new CodeHashes('origin'), new CodeHashes('destination')];
  const indices = new Int32Array(6);
  const values = new Float32Array(6).fill(1);
  indices[0] = murmur3('distance') & mask;
  for (let table = await tables.next(); table !== undefined; table = await tables.next()) {
    const [dates, delays, miles] = ['date', 'delay', 'distance'].map(
      name => table!.columns[name]!.data as Float64Array,
    ) as [Float64Array, Float64Array, Float64Array];
    const [origin, destination] = [table.columns['origin']!, table.columns['destination']!];
    const [originHashes, destinationHashes] = [origins.of(origin), destinations.of(destination)];
    const [from, to] = [origin.data as Int32Array, destination.data as Int32Array];
    for (let row = 0; row < table.rows; row++) {
      const [first, second] = [originHashes[from[row]!]!, destinationHashes[to[row]!]!];
      values[0] = miles[row]! / 1000;
      indices[1] = first & mask;
      indices[2] = second & mask;
      indices[3] = hours[Math.floor(dates[row]! / 3_600_000) % 24]!;
      indices[4] = weekdays[(Math.floor(dates[row]! / 86_400_000) + 4) % 7]!;
      indices[5] = hashOfFour(second, first) & mask;
      learner.learn(indices, values, 6, delays[row]! > 15 ? 1 : 0);
    }
  }
  return learner.loss;
}

/** The hashes of the categories of a column, each computed once. */
class CodeHashes {
  readonly #seed: number;
  #hashes = new Int32Array(0);

  constructor(field: string) {
    this.#seed = murmur3(field);
  }

  of({ categories }: TableColumn): Int32Array {
    if (this.#hashes.length < categories!.length)
      this.#hashes = Int32Array.from(categories!, text => murmur3(text, this.#seed));
    return this.#hashes;
  }
}

/** MurmurHash3 of four bytes. */
function hashOfFour(bytes: number, seed: number): number {
  return finished(mixed(seed, bytes), 4);
}

function mixed(hash: number, four: number): number {
  const k = Math.imul(four, 0xcc9e2d51);
  const h = hash ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** MurmurHash3 of the first bytes of a buffer, whose length is a multiple of four. */
function hashOfBytes(bytes: Uint8Array, length: number, seed: number): number {
  let hash = seed;
  let i = 0;
  for (; i + 4 <= length; i += 4)
    hash = mixed(hash, bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
  if (i < length) {
    let rest = 0;
    for (let k = length - 1; k >= i; k--) rest = (rest << 8) | bytes[k]!;
    const k = Math.imul(rest, 0xcc9e2d51);
    hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  }
  return finished(hash, length);
}

const WORDS = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

const APOSTROPHE = 39;

/** A mail with its label. */
interface Labelled {
  readonly body: string;
  readonly spam: number;
}

/** Learns the words of mails, as 1 + log of their counts, of unit length. Returns the progressive log loss. */
export function mailsByHand(mails: readonly Labelled[], settings: Settings): number {
  const learner = new HandLearner(settings);
  const words = new HandWords(2 ** settings.bits);
  for (const { body, spam } of mails) {
    words.count(body);
    learner.learn(words.indices, words.weigh(), words.length, spam);
  }
  return learner.loss;
}

/** Counts the words of a text by their hashes. */
class HandWords {
  indices = new Int32Array(65_536);
  length = 0;
  readonly #values = new Float32Array(65_536);
  readonly #counts: Int32Array;
  readonly #lower = Uint8Array.from({ length: 128 }, (_, code) => {
    const character = String.fromCharCode(code);
    return /[a-z0-9]/i.test(character) ? character.toLowerCase().charCodeAt(0) : 0;
  });
  #word = new Uint8Array(1 << 16);
  readonly #encoder = new TextEncoder();
  readonly #seed = murmur3('body');

  constructor(size: number) {
    this.#counts = new Int32Array(size);
  }

  count(text: string): void {
    this.length = 0;
    if (this.#word.length < 3 * text.length) this.#word = new Uint8Array(3 * text.length);
    const [lower, word] = [this.#lower, this.#word];
    let size = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return this.#countAny(text);
      const letter = lower[code]!;
      if (letter > 0) word[size++] = letter;
      else if (size > 0) {
        if (code === APOSTROPHE && lower[text.charCodeAt(i + 1)]! > 0) word[size++] = code;
        else {
          this.#add(hashOfBytes(word, size, this.#seed));
          size = 0;
        }
      }
    }
    if (size > 0) this.#add(hashOfBytes(word, size, this.#seed));
  }

  /** Counts the words of a text with characters beyond ASCII. */
  #countAny(text: string): void {
    for (let i = 0; i < this.length; i++) this.#counts[this.indices[i]!] = 0;
    this.length = 0;
    for (const word of text.match(WORDS) ?? []) {
      let lower = '';
      for (const character of word) {
        const one = character === '’' ? "'" : character.toLowerCase();
        lower += one.length === character.length ? one : character;
      }
      this.#add(hashOfBytes(this.#word, this.#encoder.encodeInto(lower, this.#word).written, this.#seed));
    }
  }

  #add(hash: number): void {
    const index = hash & (this.#counts.length - 1);
    if (this.#counts[index]!++ === 0) this.indices[this.length++] = index;
  }

  /** Returns the weights of the words, and forgets their counts. */
  weigh(): Float32Array {
    const [values, counts, indices] = [this.#values, this.#counts, this.indices];
    let squares = 0;
    for (let i = 0; i < this.length; i++) {
      const value = 1 + Math.log(counts[indices[i]!]!);
      counts[indices[i]!] = 0;
      values[i] = value;
      squares += value * value;
    }
    const norm = Math.sqrt(squares) || 1;
    for (let i = 0; i < this.length; i++) values[i]! /= norm;
    return values;
  }
}
