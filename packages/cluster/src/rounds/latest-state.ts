import { readTopic, type Log } from '@thalweg/log';
import type { Snapshot } from '@thalweg/train';
import { catchError, EMPTY, filter, firstValueFrom, lastValueFrom, take } from 'rxjs';
import type { RoundTopics } from './round-topics.ts';

/** Returns the newest state of a run that the log has; `undefined` if there is none that can be read. */
export async function latestState(log: Log, { rounds, states }: RoundTopics): Promise<Snapshot | undefined> {
  const sequences: number[] = [];
  await lastValueFrom(
    readTopic(log, rounds, { until: 'end', onDamaged: 'skip' }).pipe(
      filter(({ value }) => {
        if (value.kind === 'state') sequences.push(value.sequence);
        return false;
      }),
    ),
    { defaultValue: undefined },
  );
  for (const sequence of sequences.reverse()) {
    const position = { sequence: sequence - 1, topics: {} };
    const found = await firstValueFrom(
      readTopic(log, states, { position, until: 'end' }).pipe(
        take(1),
        filter(message => message.sequence === sequence),
        // A state that is gone or damaged follows from an older one, or from the start.
        catchError(() => EMPTY),
      ),
      { defaultValue: undefined },
    );
    if (found !== undefined) return found.value;
  }
  return undefined;
}
