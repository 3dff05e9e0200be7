/** The part of the host that is used here: Node’s types have no constructors of WebAssembly. */
interface Host {
  readonly WebAssembly: { readonly Module: new (bytes: ArrayBuffer | Uint8Array) => object };
}

/** Compiles the bytes of a module. */
export function moduleOf(bytes: ArrayBuffer | Uint8Array): object {
  return new (globalThis as unknown as Host).WebAssembly.Module(bytes);
}
