/** A message from the page to the sandbox. */
export type Request =
  | { readonly kind: 'run'; readonly code: string; readonly linesBefore: number }
  | { readonly kind: 'show'; readonly name: string }
  | { readonly kind: 'theme'; readonly theme: 'light' | 'dark' }
  | { readonly kind: 'stop' };

/** A message from the sandbox to the page: lines are counted from the first line of the block. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'printed' | 'value' | 'error'; readonly line: number | undefined; readonly text: string }
  | { readonly kind: 'done'; readonly shows: readonly Shown[] }
  | { readonly kind: 'listening' | 'quiet' }
  | { readonly kind: 'height'; readonly pixels: number };

/** A variable of a block that the sandbox can draw. */
export interface Shown {
  readonly name: string;
  readonly as: 'circuit' | 'chart' | 'stream';
}
