/** @module-tag nats */
// As many runs as a release asks for.
import './faults.full.test.ts';
