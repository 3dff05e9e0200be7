import type { Greeting } from '../protocol.ts';
import { isRecord } from './is-record.ts';

/** Returns a message over a worker's own channel if it is of a training: others may use the channel as well. */
export function greetingIn(data: unknown): Greeting | undefined {
  return isRecord(data) && data['thalweg'] === 'training' ? (data as unknown as Greeting) : undefined;
}
