/** An event of several users: three numbers, and one that follows from those of the user's last two events. */
export interface UserEvent {
  readonly x: Float32Array;
  readonly y: number;
  readonly user: number;
  readonly isFirst: boolean;
}

/** Returns events of so many users in an order without a pattern. Now and then a flag says that one begins anew. */
export function userEvents(count: number, users: number): UserEvent[] {
  const last = new Map<number, number>();
  return Array.from({ length: count }, (_, t) => {
    const user = Math.floor(users * ((((t + 1) * 0.618034 + Math.sin(t * t)) % 1) + 1)) % users;
    const x = Float32Array.from({ length: 3 }, (_, i) => Math.sin(t * t + 2 * i));
    const y = (last.get(user) ?? 0) + x[0]!;
    last.set(user, x[0]!);
    return { x, y, user, isFirst: t % 17 === 0 };
  });
}
