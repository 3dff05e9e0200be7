import type { ChannelPort } from './channel-port.ts';
import { VERSION, type Addressed } from './protocol.ts';

/**
 * Sends a message to an end of a channel, or to all, and returns true; false if the port is closed. The bytes of the message are
 * given away: they must be its own.
 */
export function postTo<M extends object>(
  port: ChannelPort,
  message: M,
  addresses: { readonly from: string; readonly to: string },
): boolean {
  const { bytes } = message as { readonly bytes?: Uint8Array<ArrayBuffer> };
  const letter: Addressed<M> = { thalweg: 'log', version: VERSION, ...addresses, message };
  try {
    port.postMessage(letter, bytes === undefined ? [] : [bytes.buffer]);
    return true;
  } catch {
    // All that is sent can be copied, so only a closed port refuses it.
    return false;
  }
}
