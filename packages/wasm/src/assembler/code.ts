/** Bytes that grow as they are written. */
export class Code {
  readonly bytes: number[] = [];

  byte(value: number): this {
    this.bytes.push(value);
    return this;
  }

  /** A whole number of at most 32 bits in LEB128. */
  unsigned(value: number): this {
    for (; value > 127; value >>>= 7) this.bytes.push((value & 127) | 128);
    return this.byte(value);
  }

  /** The same, with a sign. */
  signed(value: number): this {
    for (; value > 63 || value < -64; value >>= 7) this.bytes.push((value & 127) | 128);
    return this.byte(value & 127);
  }

  /** Numbers as they lie in an array of their type. */
  numbers({ buffer }: Float32Array | Float64Array | Int32Array): this {
    return this.append(new Uint8Array(buffer));
  }

  /** A name: its length, then its letters, which must be ASCII. */
  text(value: string): this {
    this.unsigned(value.length);
    return this.append([...value].map(letter => letter.charCodeAt(0)));
  }

  append(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.bytes.push(bytes[i]!);
    return this;
  }
}
