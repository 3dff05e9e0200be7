/** What every browser and Node have, though the compiler is not told of it. */
interface Host {
  readonly TextEncoder: new () => Encoder;
}

/** Writes text as UTF-8. Half a surrogate pair becomes U+FFFD. */
export interface Encoder {
  encodeInto(text: string, bytes: Uint8Array): { readonly written: number };
}

/** Makes one, which is dear; to use it is cheap. */
export function encoder(): Encoder {
  return new (globalThis as unknown as Host).TextEncoder();
}
