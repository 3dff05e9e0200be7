/** @module-tag nats */
// All tasks, where the full run has one.
import './main.full.test.ts';
