import type { Observable, Subscription } from 'rxjs';
import { vi } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log } from '../port/log.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = ({ bytes }: { readonly bytes: Uint8Array }): string => new TextDecoder().decode(bytes);

/** Waits for a condition, for longer than any machine needs. */
export const until = (isSo: () => boolean): Promise<boolean> => vi.waitUntil(isSo, { timeout: 30_000, interval: 2 });

export async function filled(count: number, log: Log = memoryLog()): Promise<Log> {
  for (let i = 1; i <= count; i++) await log.append('a', bytesOf(String(i)));
  return log;
}

/** The texts that a stream has emitted, and its error. */
interface Noted {
  readonly texts: readonly string[];
  readonly errors: readonly unknown[];
  readonly subscription: Subscription;
  /** Waits until there are so many texts. */
  readonly reach: (count: number) => Promise<boolean>;
}

/** Notes the texts of what a stream emits, and its error. */
export function noted(source$: Observable<{ readonly bytes: Uint8Array }>): Noted {
  const texts: string[] = [];
  const errors: unknown[] = [];
  const subscription = source$.subscribe({ next: item => texts.push(textOf(item)), error: e => errors.push(e) });
  return { texts, errors, subscription, reach: (count: number) => until(() => texts.length >= count) };
}
