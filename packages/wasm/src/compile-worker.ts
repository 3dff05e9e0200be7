import { compileLoop } from './compile/compile-loop.ts';

// The program of a worker that an app serves as a file of its own: see `compileInWorker`.
compileLoop();
