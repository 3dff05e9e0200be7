/** @module-tag chromium */
import { reportLooks, reportPages } from '../testing/report-pages.ts';

reportLooks(reportPages(), [
  ['light', 'desktop'],
  ['dark', 'phone'],
]);
