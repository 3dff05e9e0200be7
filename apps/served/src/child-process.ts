import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Observable } from 'rxjs';
import type { ChildMessage, Task } from './child-message.ts';

/** Starts a program of this app with a task, and emits its messages. Unsubscribing ends the process. Its end is an error. */
export function childProcess(program: URL, task: Task): Observable<ChildMessage> {
  return new Observable(subscriber => {
    const child = fork(fileURLToPath(program), { serialization: 'advanced' });
    child.send(task);
    child.on('message', message => subscriber.next(message as ChildMessage));
    child.on('error', error => subscriber.error(error));
    child.on('exit', code => subscriber.error(new Error(`${program.pathname} ended with ${code}`)));
    return () => void child.kill('SIGKILL');
  });
}
