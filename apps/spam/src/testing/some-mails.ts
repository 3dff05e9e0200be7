import type { Mail } from '../data/read-mails.ts';

/** Returns short mails, of which every second one is spam. */
export function someMails(count: number): Mail[] {
  return Array.from({ length: count }, (_, id) => {
    const spam = id % 2;
    return { id, spam, body: `mail ${id} ${spam === 1 ? 'money winner' : 'meeting thursday'}` };
  });
}
