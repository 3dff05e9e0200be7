/** The parts of an `AbortSignal` that every host has. */
interface Signal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The host's `AbortSignal`, as `fetch` takes it: aborted when nobody wants the result any more. */
export type AbortSignalLike = typeof globalThis extends { AbortSignal: { prototype: infer S extends Signal } }
  ? S
  : Signal;
