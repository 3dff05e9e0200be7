import { joined } from './changed-bytes.ts';
import { varintBytes } from './protobuf.ts';

/** A value of Thrift's compact protocol. Numbers keep their zigzag form, as the wire has them. */
export type ThriftValue = bigint | Uint8Array | ThriftList | ThriftStruct;

/** A list: the kind of its items, and the number that it claims if that is another one. */
interface ThriftList {
  readonly kind: number;
  readonly items: ThriftValue[];
  readonly claimed?: number;
}

/** A struct: its fields, in order. */
export interface ThriftStruct {
  readonly fields: { readonly id: number; readonly kind: number; readonly value: ThriftValue }[];
}

const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/** Returns the struct that begins at a place, and where it ends. */
export function thriftStruct(bytes: Uint8Array, at = 0): readonly [ThriftStruct, number] {
  const reader = new Reader(bytes, at);
  const value = reader.value(STRUCT) as ThriftStruct;
  return [value, reader.at];
}

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  value(kind: number): ThriftValue {
    if (kind === STRUCT) return this.#struct();
    if (kind === LIST || kind === 10) return this.#list();
    if (kind === BINARY) return this.#take(Number(this.#varint()));
    if (kind === 7) return this.#take(8);
    return kind === 3 ? BigInt(this.#bytes[this.at++]!) : kind <= 2 ? BigInt(kind) : this.#varint();
  }

  #struct(): ThriftStruct {
    const fields: ThriftStruct['fields'] = [];
    for (let id = 0; ;) {
      const head = this.#bytes[this.at++]!;
      if (head === 0) return { fields };
      const step = head >> 4;
      id = step === 0 ? Number(this.#varint()) >> 1 : id + step;
      fields.push({ id, kind: head & 15, value: this.value(head & 15) });
    }
  }

  #list(): ThriftList {
    const head = this.#bytes[this.at++]!;
    const count = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
    const kind = head & 15;
    return { kind, items: Array.from({ length: count }, () => this.value(kind)) };
  }

  #take(length: number): Uint8Array {
    return this.#bytes.slice(this.at, (this.at += length));
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
}

/** Returns the bytes of a value of a kind. */
export function thriftBytes(value: ThriftValue, kind: number = STRUCT): Uint8Array {
  if (typeof value === 'bigint') return kind <= 2 ? new Uint8Array() : kind === 3 ? Uint8Array.of(Number(value & 255n)) : varintBytes(value);
  if (value instanceof Uint8Array) return kind === BINARY ? joined(varintBytes(BigInt(value.length)), value) : value;
  if ('fields' in value) return structBytes(value);
  const count = Math.trunc(Math.abs(value.claimed ?? value.items.length)) || 0;
  const head = Uint8Array.of((15 << 4) | (value.kind & 15));
  return joined(head, varintBytes(BigInt(count)), ...value.items.map(item => thriftBytes(item, value.kind)));
} // prettier-ignore

function structBytes({ fields }: ThriftStruct): Uint8Array {
  const parts = fields.flatMap(({ id, kind, value }) => [
    Uint8Array.of(kind & 15),
    varintBytes(BigInt(2 * (Math.trunc(Math.abs(id)) || 0))),
    thriftBytes(value, kind),
  ]);
  return joined(...parts, Uint8Array.of(0));
}
