import { DataError } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { parseJson, safetensorsPlaces, type SafetensorsPlace, type SafetensorsPlaces } from '@thalweg/tensor/engine';
import { kinds } from './kind-of.ts';
import type { FoundPart } from './field-kind.ts';

/** A field of a file, and where its parts are. */
interface FoundField {
  readonly name: string;
  readonly kind: string;
  readonly places: readonly SafetensorsPlace[];
}

interface Layout {
  readonly header: Uint8Array;
  readonly length: number;
  readonly fields: readonly FoundField[];
}

/** Reads records from safetensors files. It remembers the header of the last one, since most are equal to the one before. */
export class PayloadReader {
  readonly #subject: string;
  readonly #described: boolean;
  #layout: Layout | undefined;

  /** With `described`, a file may say of which kind each field is; all are tensors otherwise. */
  constructor(subject: string, described: boolean) {
    this.#subject = subject;
    this.#described = described;
  }

  /** Returns the fields of a file by name. Throws {@link DataError} for bytes that are none. */
  read(payload: Uint8Array): Record<string, unknown> {
    // The slices of a Buffer of Node are no copies, those of a Uint8Array are.
    const bytes = new Uint8Array(payload.buffer, payload.byteOffset, payload.length);
    const known = this.#layout;
    const layout = known !== undefined && hasHeader(bytes, known) ? known : (this.#layout = this.#layoutOf(bytes));
    try {
      return Object.fromEntries(
        layout.fields.map(({ name, kind, places }) => [name, kinds[kind]!.read(name, partsOf(bytes, places))]),
      );
    } catch (error) {
      throw this.#inData(error);
    }
  }

  #layoutOf(bytes: Uint8Array): Layout {
    try {
      const found = safetensorsPlaces(bytes);
      const fields = this.#fieldsOf(found);
      return { fields, header: bytes.slice(0, found.begin), length: bytes.length };
    } catch (error) {
      throw this.#inData(error);
    }
  }

  #fieldsOf({ places, metadata }: SafetensorsPlaces): readonly FoundField[] {
    const described = this.#described ? metadata['columns'] : undefined;
    if (described === undefined) return places.map(place => ({ name: place.name, kind: 'tensor', places: [place] }));
    const left = new Map(places.map(place => [place.name, place]));
    const fields = descriptionOf(described, this.#subject).map(([name, kind]): FoundField => {
      const own = kinds[kind]!.names(name).map(part => left.get(part));
      if (own.includes(undefined)) throw damaged(this.#subject, 'each field must have its tensors', name);
      for (const part of own) left.delete(part!.name);
      return { name, kind, places: own as SafetensorsPlace[] };
    });
    if (left.size > 0)
      throw damaged(this.#subject, 'each tensor must be of a field', [...left.keys()].slice(0, 9).join(', '));
    return fields;
  }

  #inData(error: unknown): unknown {
    if (error instanceof DataError) return error;
    if (!(error instanceof ContractError))
      return new DataError(this.#subject, 'a payload must be a record', shown(String(error)), ADVICE, { cause: error });
    const { requirement, given, advice } = error;
    return new DataError(this.#subject, requirement, shown(given), advice, { cause: error });
  }
}

function hasHeader(bytes: Uint8Array, { header, length }: Layout): boolean {
  if (bytes.length !== length) return false;
  for (let i = 0; i < header.length; i++) if (bytes[i] !== header[i]) return false;
  return true;
}

function partsOf(bytes: Uint8Array, places: readonly SafetensorsPlace[]): readonly FoundPart[] {
  return places.map(({ name, dtype, shape, begin, end }) => ({
    name,
    dtype,
    shape,
    bytes: bytes.subarray(begin, end),
  }));
}

/** Returns the names and the kinds of fields that a file lists, each name once. */
function descriptionOf(text: string, subject: string): readonly (readonly [name: string, kind: string])[] {
  let list: unknown;
  try {
    list = parseJson(text);
  } catch {
    list = undefined;
  }
  const names = new Set<unknown>();
  const isField = (field: unknown): boolean =>
    Array.isArray(field) &&
    field.length === 2 &&
    typeof field[0] === 'string' &&
    !names.has(field[0]) &&
    typeof field[1] === 'string' &&
    Object.hasOwn(kinds, field[1]) &&
    names.add(field[0]).size > 0;
  if (Array.isArray(list) && list.every(isField)) return list as [string, string][];
  throw damaged(subject, 'the metadata must list the names of fields with their kinds', text);
}

function damaged(subject: string, requirement: string, given: string): DataError {
  return new DataError(subject, requirement, shown(given), ADVICE);
}

const ADVICE = 'The payload is damaged, or of another program.';

/** A text from a payload as an error shows it. */
function shown(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
