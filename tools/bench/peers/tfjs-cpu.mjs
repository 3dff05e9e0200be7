import tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');

export { prepare } from './tfjs.mjs';
