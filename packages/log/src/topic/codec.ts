/** Turns the values of a topic into bytes and back. */
export interface Codec<T> {
  /** Returns the bytes of a value. Throws for a value that it cannot encode. */
  encode(value: T): Uint8Array;
  /** Returns the value. May return views of the bytes, which nobody writes. Throws for bytes that are no encoded value. */
  decode(bytes: Uint8Array): T;
}
