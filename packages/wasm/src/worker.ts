import { workLoop } from './threads/work-loop.ts';

// The program of a worker that an app serves as a file of its own: see `threads`.
workLoop();
