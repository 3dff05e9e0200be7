/** @module-tag chromium */
import { circuitLooks } from './circuit-looks.ts';

circuitLooks([
  ['light', 'desktop'],
  ['dark', 'phone'],
]);
