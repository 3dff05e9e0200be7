import { LogError } from '../port/log-error.ts';
import { VERSION } from './protocol.ts';

/** Returns the error for a server of another version, and for a channel that changes typed arrays; `undefined` for others. */
export function serverMisfit(version: number, sample: unknown): LogError | undefined {
  if (version !== VERSION)
    return misfit(`both sides must speak protocol ${VERSION}`, String(version), 'Update the older one.');
  if (!ArrayBuffer.isView(sample))
    return misfit(
      'the channel must keep typed arrays',
      'one that makes JSON of them',
      "Fork the process with { serialization: 'advanced' }.",
    );
  return undefined;
}

function misfit(requirement: string, given: string, advice: string): LogError {
  return new LogError('invalid', 'remoteLog', requirement, given, advice);
}

/** Returns the error for a reading that has begun with a log that is gone. */
export function anotherLog(): LogError {
  return new LogError(
    'trimmed',
    'remoteLog',
    'the server must have the log that was read',
    'another one',
    'Read from 0, or give both servers the same { name } if it is the same log.',
  );
}
