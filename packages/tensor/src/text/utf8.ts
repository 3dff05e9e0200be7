/** The classes of the host that this file uses: Node and browsers have both. */
interface Host {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: string,
    options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
}

/** Returns the bytes of a text; half of a surrogate pair becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const { TextEncoder } = globalThis as unknown as Host;
  return new TextEncoder().encode(text);
}

/** Returns the text of bytes. Throws a `TypeError` for bytes that are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  const { TextDecoder } = globalThis as unknown as Host;
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
