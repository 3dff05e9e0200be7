export { compose, type Transform } from './transforms/transform.ts';
