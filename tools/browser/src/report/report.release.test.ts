/** @module-tag chromium */
import { reportLooks, reportPages } from './report-pages.ts';

reportLooks(reportPages(), [
  ['light', 'desktop'],
  ['dark', 'phone'],
]);
