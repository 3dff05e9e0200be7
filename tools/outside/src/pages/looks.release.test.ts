/** @module-tag chromium */
// The other pairs of a scheme and a width.
import './looks.full.test.ts';
