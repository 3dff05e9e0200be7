/** The part of the host that is used here, which every browser and Node have. */
interface Host {
  readonly TextEncoder: new () => Encoder;
}

/** Writes text as UTF-8. Half a surrogate pair becomes U+FFFD. */
export interface Encoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, bytes: Uint8Array): { readonly written: number };
}

/** Returns an encoder. Making one is expensive, using it is cheap. */
export function encoder(): Encoder {
  return new (globalThis as unknown as Host).TextEncoder();
}
