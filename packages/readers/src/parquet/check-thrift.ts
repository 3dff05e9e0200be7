/** Levels of structures in structures, at most; those of the format have six. */
const DEPTH = 32;

/** The number of a field, at most; those of the format go to 17. */
const FIELDS = 127;

/** The bytes in memory that are counted for a structure, for one of its fields, for a text, and for an element of a list. */
const COST = { struct: 160, field: 24, binary: 160, element: 16 } as const;

/** The types of the compact protocol. */
const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/**
 * Does nothing if a structure can be decoded in so much memory. The lengths of all texts and lists are compared with the bytes, and
 * their values counted, before any is made: a decoder trusts them.
 *
 * - **Throws** `Error` for others
 * - **Source** Apache Thrift, "Thrift Compact protocol encoding"
 */
export function checkThrift(bytes: Uint8Array, from: number, memory: number): void {
  new ThriftWalk(bytes, from, memory).struct(1);
}

class ThriftWalk {
  private readonly bytes: Uint8Array;
  private at: number;
  private left: number;

  constructor(bytes: Uint8Array, from: number, memory: number) {
    this.bytes = bytes;
    this.at = from;
    this.left = memory;
  }

  struct(depth: number): void {
    if (depth > DEPTH) throw new Error(`structures in structures, ${depth} levels deep`);
    this.spend(COST.struct);
    let field = 0;
    for (;;) {
      const head = this.byte();
      const type = head & 15;
      if (type === STOP) return;
      field = head < 16 ? this.varint(3) / 2 : field + (head >> 4);
      if (field > FIELDS) throw new Error(`a field ${field}`);
      this.spend(COST.field);
      this.value(type, depth);
    }
  }

  private value(type: number, depth: number): void {
    if (type === TRUE || type === FALSE) return;
    if (type === BYTE) this.skip(1);
    else if (type > BYTE && type <= I64) this.varint(10);
    else if (type === DOUBLE) this.skip(8);
    else if (type === BINARY) {
      this.skip(this.varint(5));
      this.spend(COST.binary);
    } else if (type === LIST) this.list(depth + 1);
    else if (type === STRUCT) this.struct(depth + 1);
    else throw new Error(`a value of type ${type}`);
  }

  private list(depth: number): void {
    if (depth > DEPTH) throw new Error(`lists in lists, ${depth} levels deep`);
    const head = this.byte();
    const count = head >> 4 === 15 ? this.varint(5) : head >> 4;
    // Each element has a byte at least.
    if (count > this.bytes.length - this.at) throw new Error(`a list of ${count} elements`);
    this.spend(COST.element * count);
    const type = head & 15;
    for (let i = 0; i < count; i++) this.value(type === TRUE || type === FALSE ? BYTE : type, depth);
  }

  private byte(): number {
    return this.bytes[this.at++] ?? ended();
  }

  private skip(count: number): void {
    this.at += count;
    if (this.at > this.bytes.length) ended();
  }

  private varint(most: number): number {
    let number = 0;
    for (let i = 0, scale = 1; i < most; i++, scale *= 128) {
      const byte = this.byte();
      number += (byte & 127) * scale;
      if (byte < 128) return number;
    }
    throw new Error(`a number of more than ${most} bytes`);
  }

  private spend(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw new Error('more values than bytes of such a file can have');
  }
}

function ended(): never {
  throw new Error('a structure that ends too early');
}
