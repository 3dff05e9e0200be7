import { DataError } from '@thalweg/data';
import { ContractError, encodeSafetensors, sameShape, type Sizes, type Stored } from '@thalweg/tensor';
import { safetensorsPlaces } from '@thalweg/tensor/engine';
import type { StoredField, StoredPart } from './field-kind.ts';

interface Layout {
  readonly fields: readonly FieldOutline[];
  readonly header: Uint8Array;
  /** Where the bytes of each part begin, in the order of the fields. */
  readonly begins: readonly number[];
  readonly length: number;
}

/**
 * Writes records as safetensors files. It remembers the header of the last one: the records of a topic are mostly alike, and a
 * header costs ten times as much as the elements.
 */
export class PayloadWriter {
  readonly #subject: string;
  readonly #described: boolean;
  #layout: Layout | undefined;

  /** With `described`, the file says of which kind each field is, and in which order they are. */
  constructor(subject: string, described: boolean) {
    this.#subject = subject;
    this.#described = described;
  }

  write(fields: readonly StoredField[]): Uint8Array {
    const known = this.#layout;
    if (known === undefined || !fits(known.fields, fields)) return this.#first(fields);
    const bytes = new Uint8Array(known.length);
    bytes.set(known.header);
    let i = 0;
    for (const { parts } of fields) for (const { stored } of parts) bytes.set(bytesOf(stored), known.begins[i++]);
    return bytes;
  }

  #first(fields: readonly StoredField[]): Uint8Array {
    const parts = fields.flatMap(field => field.parts);
    const names = new Set(parts.map(({ name }) => name));
    if (names.size < parts.length)
      throw new DataError(
        this.#subject,
        'no field may have the name of the offsets of another one',
        parts.map(({ name }) => name).join(', '),
        'Rename the field that ends with :offsets.',
      );
    const bytes = this.#encoded(fields, parts);
    const { places, begin: size } = safetensorsPlaces(bytes);
    const begins = new Map(places.map(({ name, begin }) => [name, begin]));
    this.#layout = {
      fields: fields.map(outlineOf),
      header: bytes.slice(0, size),
      begins: parts.map(({ name }) => begins.get(name)!),
      length: bytes.length,
    };
    return bytes;
  }

  #encoded(fields: readonly StoredField[], parts: readonly StoredPart[]): Uint8Array {
    const tensors = Object.fromEntries(parts.map(({ name, stored }) => [name, stored]));
    const columns = JSON.stringify(fields.map(({ name, kind }) => [name, kind]));
    try {
      return encodeSafetensors(tensors, this.#described ? { columns } : undefined);
    } catch (cause) {
      if (!(cause instanceof ContractError)) throw cause;
      throw new DataError(this.#subject, cause.requirement, cause.given, cause.advice, { cause });
    }
  }
}

function bytesOf(stored: Stored): Uint8Array {
  if (stored instanceof Uint8Array) return stored;
  const { buffer, byteOffset, byteLength } = stored.data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The kind and the sizes of a field: records with equal outlines have files with equal headers. */
interface FieldOutline {
  readonly name: string;
  readonly kind: string;
  readonly parts: readonly { readonly type: string; readonly shape: Sizes }[];
}

/** Returns the outline of a field, which does not keep its elements. */
function outlineOf({ name, kind, parts }: StoredField): FieldOutline {
  return { name, kind, parts: parts.map(({ stored }) => ({ type: typeOf(stored), shape: shapeOf(stored) })) };
}

/** Returns true if fields have the outlines. */
function fits(outlines: readonly FieldOutline[], fields: readonly StoredField[]): boolean {
  if (outlines.length !== fields.length) return false;
  for (let i = 0; i < fields.length; i++) {
    const { name, kind, parts } = fields[i]!;
    const outline = outlines[i]!;
    if (outline.name !== name || outline.kind !== kind) return false;
    for (let k = 0; k < parts.length; k++) {
      const { stored } = parts[k]!;
      const { type, shape } = outline.parts[k]!;
      if (type !== typeOf(stored) || !sameShape(shape, shapeOf(stored))) return false;
    }
  }
  return true;
}

function typeOf(stored: Stored): string {
  return stored instanceof Uint8Array ? 'bytes' : stored.dtype;
}

function shapeOf(stored: Stored): Sizes {
  return stored instanceof Uint8Array ? [stored.length] : (stored.shape as Sizes);
}
