import type { LogEntry } from '@thalweg/log';

/** Returns the bytes of a text. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Returns the text in bytes. */
export const textOf = ({ bytes }: { readonly bytes: Uint8Array }): string => new TextDecoder().decode(bytes);

/** Returns an entry as a line. */
export const lineOf = (entry: LogEntry): string => `${entry.topic} ${entry.sequence} ${textOf(entry)}`;
