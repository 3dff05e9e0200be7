/** The part of the host that is used here: there are no types of browsers or of Node in a library for both. */
interface Host {
  readonly WebAssembly: {
    readonly RuntimeError: new (message?: string) => Error;
    readonly Memory: new (limits: MemoryLimits) => WasmMemory;
    readonly Table: new (of: { element: 'anyfunc'; initial: number }) => WasmTable;
    readonly Module: {
      new (bytes: Uint8Array<ArrayBuffer>): object;
      customSections(module: object, name: string): readonly ArrayBuffer[];
      imports(module: object): readonly { readonly module: string; readonly name: string; readonly kind: string }[];
      exports(module: object): readonly { readonly name: string; readonly kind: string }[];
    };
    readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  };
  readonly performance: { readonly now: () => number };
}

/** The first and the largest size of a memory, in pages; one that threads share needs both. */
export interface MemoryLimits {
  readonly initial: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

/** A linear memory. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A table of functions. */
export interface WasmTable {
  grow(places: number): number;
}

/** WebAssembly of the host. */
export const host = (): Host['WebAssembly'] => (globalThis as unknown as Host).WebAssembly;

/** True if an error is a fault of compiled code, which no interpreter should hide. */
export function isTrap(error: unknown): boolean {
  return error instanceof host().RuntimeError;
}

/** Returns the milliseconds since an arbitrary time, by a clock that is never set. */
export function now(): number {
  return (globalThis as unknown as Host).performance.now();
}
