/** Options of the connections that this package opens: they never give up, and notice within half a minute that they are dead. */
export const RECONNECTING = {
  maxReconnectAttempts: -1,
  reconnectTimeWait: 250,
  reconnectJitter: 100,
  pingInterval: 10_000,
  maxPingOut: 2,
  noAsyncTraces: true,
} as const;
