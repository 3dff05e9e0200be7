/** @module-tag chromium */
import { circuitLooks } from './circuit-looks.ts';

// Each scheme, and each width; a release looks at the others too.
circuitLooks([
  ['light', 'phone'],
  ['dark', 'desktop'],
]);
