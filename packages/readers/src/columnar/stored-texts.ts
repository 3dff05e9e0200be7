import { parseJson } from '@thalweg/tensor/engine';
import { host } from '../source/host.ts';
import { type Conversion, type Converted, each, type RawValues, type StoredType } from './cells.ts';

const INVALID = {
  requirement: 'must hold UTF-8',
  advice: "Ask for its type as 'object' in types, which is the bytes.",
};

/** Texts in UTF-8. */
export function texts(): StoredType {
  return { type: 'text', as: { text: decoded(text => text) }, ...INVALID };
}

/** Values that are written as JSON. */
export function json(): StoredType {
  return {
    type: 'object',
    as: { object: decoded(parseJson), text: decoded(text => text) },
    requirement: 'must hold JSON in UTF-8',
    advice: "Ask for its type as 'text' in types.",
  };
}

/** Bytes without a meaning. */
export function bytes(): StoredType {
  return {
    type: 'object',
    as: { object: each((value: Uint8Array) => value.slice()), text: decoded(text => text) },
    ...INVALID,
  };
}

/** Identifiers of 16 bytes. */
export function uuids(): StoredType {
  return { type: 'text', as: { text: each(uuidText) } };
}

function decoded(cellOf: (text: string) => unknown): Conversion {
  return (values: RawValues): Converted => {
    // A byte order mark belongs to the value.
    const decoder = new (host().TextDecoder)('utf-8', { fatal: true, ignoreBOM: true });
    const refused = new Map<number, string>();
    const cells: unknown[] = [];
    for (const value of values as Iterable<Uint8Array>)
      try {
        cells.push(cellOf(shortText(value) ?? decoder.decode(value)));
      } catch {
        refused.set(cells.length, hexText(value));
        cells.push(null);
      }
    return refused.size > 0 ? { cells, refused } : { cells };
  };
}

/** A decoder takes longer to start than a short ASCII text takes to read. */
function shortText(bytes: Uint8Array): string | undefined {
  if (bytes.length > 24) return undefined;
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

function uuidText(value: Uint8Array): string {
  const hex = Array.from(value, byte => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function hexText(value: Uint8Array): string {
  const shown = Array.from(value.subarray(0, 16), byte => byte.toString(16).padStart(2, '0')).join(' ');
  return `the bytes ${shown}${value.length > 16 ? ' …' : ''}`;
}
