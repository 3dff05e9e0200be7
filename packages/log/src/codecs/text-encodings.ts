import { decodeUtf8, encodeUtf8 } from '@thalweg/tensor/engine';
import type { TypedArray } from '@thalweg/tensor';

/** A way to write texts one after another. */
export interface TextEncoding {
  /** Returns the bytes of all, and writes the offset of each and the end into `offsets`, which begins with 0. */
  encode(texts: readonly string[], offsets: Int32Array): Uint8Array;
  /** Throws for bytes between two offsets that are no text. */
  decode(bytes: Uint8Array, offsets: TypedArray): string[];
}

export const utf8: TextEncoding = {
  encode(texts, offsets) {
    const all = texts.join('');
    const bytes = encodeUtf8(all);
    const ascii = bytes.length === all.length;
    texts.forEach((text, i) => (offsets[i + 1] = offsets[i]! + (ascii ? text.length : encodeUtf8(text).length)));
    return bytes;
  },
  decode(bytes, offsets) {
    // One call for all is faster than one for each. Bytes and characters have the same places if all are ASCII.
    const all = decodeUtf8(bytes);
    return all.length === bytes.length
      ? between(offsets, (from, to) => all.slice(from, to))
      : between(offsets, (from, to) => decodeUtf8(bytes.subarray(from, to)));
  },
};

export const utf16: TextEncoding = {
  encode(texts, offsets) {
    texts.forEach((text, i) => (offsets[i + 1] = offsets[i]! + 2 * text.length));
    const bytes = new Uint8Array(offsets[texts.length]!);
    const view = new DataView(bytes.buffer);
    const all = texts.join('');
    for (let i = 0; i < all.length; i++) view.setUint16(2 * i, all.charCodeAt(i), true);
    return bytes;
  },
  decode(bytes, offsets) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return between(offsets, (from, to) => {
      if ((from | to) & 1) throw new TypeError('odd offsets');
      let text = '';
      for (let at = from; at < to; at += 2) text += String.fromCharCode(view.getUint16(at, true));
      return text;
    });
  },
};

function between(offsets: TypedArray, read: (from: number, to: number) => string): string[] {
  return Array.from({ length: offsets.length - 1 }, (_, i) => read(offsets[i]!, offsets[i + 1]!));
}
