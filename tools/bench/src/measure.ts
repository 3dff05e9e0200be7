/** An implementation to time; one call of `run` is one unit of work. */
export interface Peer {
  readonly name: string;
  readonly run: () => void;
}

/** The median time of each peer, in microseconds. */
export type Medians = ReadonlyMap<string, number>;

/**
 * Times peers in turns and returns the medians over all rounds. Each peer is warmed up and then gets one slice per round,
 * so that other load on the machine affects all alike.
 */
export function measure(peers: readonly Peer[], { rounds = 15, sliceMs = 120 } = {}): Medians {
  const samples = new Map(peers.map(({ name }) => [name, [] as number[]]));
  const calls = new Map(peers.map(peer => [peer.name, callsFor(peer, sliceMs)]));
  for (let round = 0; round < rounds; round++)
    for (const { name, run } of peers) {
      const count = calls.get(name)!;
      const start = performance.now();
      for (let call = 0; call < count; call++) run();
      samples.get(name)!.push((1000 * (performance.now() - start)) / count);
    }
  return new Map([...samples].map(([name, times]) => [name, times.sort((a, b) => a - b)[rounds >> 1]!]));
}

/** Returns the number of calls that fill a slice, determined while warming up. */
function callsFor({ run }: Peer, sliceMs: number): number {
  let count = 1;
  for (;;) {
    const start = performance.now();
    for (let call = 0; call < count; call++) run();
    const elapsed = performance.now() - start;
    if (elapsed >= sliceMs) return Math.max(1, Math.round((count * sliceMs) / elapsed));
    count *= 2;
  }
}
