/** Returns an id that no other end of a channel has. It need not be hard to guess, and pages without TLS have no `randomUUID`. */
export function channelId(): string {
  return Array.from({ length: 3 }, () => Math.random().toString(36).slice(2, 10)).join('');
}
