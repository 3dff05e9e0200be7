import { isMainThread, MessagePort, parentPort } from 'node:worker_threads';
import { memoryLog, serveLog } from '@thalweg/log';

// A thread that serves a log to its parent, and one to each port that it is given.
if (!isMainThread) {
  serveLog(memoryLog(), parentPort!);
  parentPort!.on('message', port => port instanceof MessagePort && serveLog(memoryLog(), port));
}
