/** The parts of the host that are used: browsers, workers and Node have them. */
interface Host {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label?: string,
    options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean },
  ) => { decode(bytes: Uint8Array): string };
  /** Node's. */
  readonly process?: { getBuiltinModule?(name: 'node:crypto'): NodeCrypto };
}

interface NodeCrypto {
  readonly hash?: (algorithm: 'sha256', bytes: Uint8Array, encoding: 'latin1') => string;
  createHmac(algorithm: 'sha256', key: Uint8Array): { update(bytes: Uint8Array): { digest(): Uint8Array } };
}

/** Returns the parts of the host that are used. */
export function host(): Host {
  return globalThis as unknown as Host;
}
