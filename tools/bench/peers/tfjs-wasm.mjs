import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

// The binaries are next to the package’s main file; without this, the working directory is searched.
setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
setThreadsCount(1);
if (!(await tf.setBackend('wasm'))) throw new Error('the back end wasm does not start');

export { prepare } from './tfjs.mjs';
