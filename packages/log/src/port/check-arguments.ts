import { optionsOf, printed } from '@thalweg/tensor/engine';
import { LogError } from './log-error.ts';
import { isEpoch } from './epochs.ts';
import type { AppendOptions, ReadOptions } from './log.ts';

/** Words of letters, digits, `-` and `_`, joined by dots. */
export const NAME: RegExp = /^[\w-]+(\.[\w-]+)*$/;

/** The characters of a topic or a key, and of an id: names of files and of subjects have 255 on most hosts. */
export const MOST_NAME = 200;
export const MOST_ID = 200;

/** Checks the name of a topic or a key. Throws {@link LogError} for a name that not every log can keep. */
export function checkName(subject: string, what: 'topic' | 'key', name: unknown): asserts name is string {
  if (typeof name !== 'string' || !NAME.test(name) || name.length > MOST_NAME)
    throw new LogError(
      'invalid',
      subject,
      `a ${what} must be words of letters, digits, - and _, joined by dots`,
      printed(name),
      'Try payments or payments.3.',
    );
}

/** Checks the arguments of `append` and returns its options. Throws {@link LogError}. */
export function checkAppend(subject: string, topic: unknown, bytes: unknown, options?: AppendOptions): AppendOptions {
  checkName(subject, 'topic', topic);
  checkBytes(subject, bytes);
  const { id, epoch } = optionsOf(subject, options, { id: undefined, epoch: undefined });
  if (id !== undefined && (typeof id !== 'string' || id.length === 0 || id.length > MOST_ID))
    throw new LogError(
      'invalid',
      subject,
      'an id must be a text of 1 to 200 characters',
      printed(id),
      'Try worker-3/17.',
    );
  if (epoch !== undefined && !isEpoch(epoch))
    throw new LogError(
      'invalid',
      subject,
      'an epoch must be a whole number from 0 to 2⁴⁸',
      printed(epoch),
      'Count terms from 1.',
    );
  return { id, epoch };
}

/** Checks the arguments of `swap`. Throws {@link LogError}. */
export function checkSwap(subject: string, key: unknown, expected: unknown, bytes: unknown): void {
  checkName(subject, 'key', key);
  checkBytes(subject, bytes);
  if (!(Number.isSafeInteger(expected) && (expected as number) >= 0))
    throw new LogError(
      'invalid',
      subject,
      'expected must be a version, or 0 for a key that was never written',
      printed(expected),
      'Take it from watch.',
    );
}

/** Checks the arguments of `read`, and returns its topics, each once, and its options. Throws {@link LogError}. */
export function checkRead(
  subject: string,
  topics: unknown,
  from: unknown,
  options?: ReadOptions,
): ReadOptions & { readonly topics: readonly string[] } {
  const list: readonly unknown[] = Array.isArray(topics) ? topics : [topics];
  for (const topic of list) checkName(subject, 'topic', topic);
  if (list.length === 0) throw new LogError('invalid', subject, 'there must be a topic', 'none', 'Name at least one.');
  if (!(Number.isSafeInteger(from) && (from as number) >= 0))
    throw new LogError('invalid', subject, 'from must be a sequence, or 0', printed(from), 'Read from 0, the start.');
  const { demand, until, unreadable } = optionsOf(subject, options, {
    demand: undefined,
    until: undefined,
    unreadable: 'error',
  });
  if (until !== undefined && until !== 'end')
    throw new LogError('invalid', subject, "until must be 'end' or left out", printed(until), "Try 'end'.");
  if (unreadable !== 'error' && unreadable !== 'emit')
    throw new LogError('invalid', subject, "unreadable must be 'error' or 'emit'", printed(unreadable), "Try 'emit'.");
  return { topics: [...new Set(list as readonly string[])], demand, until, unreadable };
}

function checkBytes(subject: string, bytes: unknown): void {
  if (!(bytes instanceof Uint8Array))
    throw new LogError(
      'invalid',
      subject,
      'the payload must be a Uint8Array',
      printed(bytes),
      'Encode it with a topic.',
    );
}
