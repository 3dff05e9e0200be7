import type { Link } from '../link/link.ts';

/** Returns the sequence of the last message of some subjects, which may have wildcards; 0 if there is none. */
export async function lastOf({ manager }: Link, stream: string, subjects: readonly string[]): Promise<number> {
  const messages = await Promise.all(
    subjects.map(subject => manager.streams.getMessage(stream, { last_by_subj: subject })),
  );
  return Math.max(0, ...messages.map(message => message?.seq ?? 0));
}
