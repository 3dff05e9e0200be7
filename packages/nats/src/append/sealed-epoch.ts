import { fastestSha256, isEpoch, Opener } from '@thalweg/log/engine';
import { EPOCH, SEAL } from './publisher.ts';

/** A message of the stream. */
interface StoredMessage {
  readonly data: Uint8Array;
  readonly header: { get(name: string): string };
}

/** Returns the seal of an epoch: a SHA-256 of the topic, the epoch and the bytes of the message. */
export function epochSeal(topic: string, epoch: number, bytes: Uint8Array): string {
  const head = new TextEncoder().encode(`thalweg-epoch\n${topic}\n${epoch}\n`);
  const all = new Uint8Array(head.length + bytes.length);
  all.set(head);
  all.set(bytes, head.length);
  return Array.from(fastestSha256()(all), byte => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Returns the epoch of a message. It counts only with a seal that holds: that of the message, or, for one of an older release,
 * that of the value of a topic in it. Returns 0 for a message of anybody else, which ends no reign.
 */
export function sealedEpochOf(topic: string, message: StoredMessage): number {
  let text: string;
  let seal: string;
  try {
    [text, seal] = [message.header.get(EPOCH), message.header.get(SEAL)];
  } catch {
    // Headers are parsed when they are asked for, and those of others may be none.
    return 0;
  }
  const epoch = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (!isEpoch(epoch)) return 0;
  const holds =
    seal === ''
      ? new Opener(topic).open(message.data)?.epoch === epoch
      : seal === epochSeal(topic, epoch, message.data);
  return holds ? epoch : 0;
}
