import { createInterface } from 'node:readline';
import { Observable } from 'rxjs';

/** Emits the lines that a stream, such as the standard input, delivers. It reads nothing before it is subscribed. */
export function typedLines(stream: NodeJS.ReadableStream): Observable<string> {
  return new Observable(subscriber => {
    const lines = createInterface({ input: stream, terminal: false });
    lines.on('line', line => subscriber.next(line));
    lines.on('close', () => subscriber.complete());
    const fail = (error: unknown): void => subscriber.error(error);
    stream.on('error', fail);
    lines.on('error', fail);
    return () => {
      stream.off('error', fail);
      lines.close();
      stream.pause();
    };
  });
}
