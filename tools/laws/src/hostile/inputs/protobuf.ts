import { joined } from './changed-bytes.ts';

/** A field of a message as the wire has it: a number, or bytes that may be a message themselves. */
export interface WireField {
  readonly field: number;
  readonly wire: number;
  readonly value: bigint | Uint8Array | WireField[];
  /** The number of bytes that the wire claims, where it is not that of the value. */
  readonly claimed?: number;
}

/** Returns the fields of a protobuf message; `undefined` if the bytes are none. */
export function wireFields(bytes: Uint8Array, depth = 0): WireField[] | undefined {
  const reader = { bytes, at: 0 };
  const fields: WireField[] = [];
  while (reader.at < bytes.length) {
    const tag = varint(reader);
    if (tag === undefined) return undefined;
    const [field, wire] = [Number(tag >> 3n), Number(tag & 7n)];
    const value = valueOf(reader, wire, depth);
    if (field === 0 || field > 1000 || value === undefined) return undefined;
    fields.push({ field, wire, value });
  }
  return fields;
}

function valueOf(
  reader: { bytes: Uint8Array; at: number },
  wire: number,
  depth: number,
): WireField['value'] | undefined {
  if (wire === 0) return varint(reader);
  const length = wire === 2 ? Number(varint(reader) ?? -1n) : wire === 1 ? 8 : wire === 5 ? 4 : -1;
  if (length < 0 || reader.at + length > reader.bytes.length) return undefined;
  const value = reader.bytes.slice(reader.at, (reader.at += length));
  return (wire === 2 && length > 1 && depth < 8 ? wireFields(value, depth + 1) : undefined) ?? value;
}

function varint(reader: { bytes: Uint8Array; at: number }): bigint | undefined {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return value;
  }
  return undefined;
}

/** Returns the bytes of fields. */
export function wireBytes(fields: readonly WireField[]): Uint8Array {
  return joined(...fields.flatMap(fieldBytes));
}

function fieldBytes({ field, wire, value, claimed }: WireField): Uint8Array[] {
  const tag = varintBytes((BigInt(Math.trunc(Math.abs(field)) || 1) << 3n) | BigInt(wire & 7));
  if (typeof value === 'bigint') return [tag, varintBytes(value)];
  const bytes = value instanceof Uint8Array ? value : wireBytes(value);
  return wire === 2 ? [tag, varintBytes(BigInt(claimed ?? bytes.length)), bytes] : [tag, bytes];
}

/** Returns the bytes of a number in groups of seven bits. */
export function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let left = BigInt.asUintN(64, value); ; left >>= 7n) {
    bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    if (left <= 127n) return Uint8Array.from(bytes);
  }
}
