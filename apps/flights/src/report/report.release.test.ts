/** @module-tag chromium */
import { reportLooks, reportPages, reportShowsAll } from '../testing/report-pages.ts';

const withReport = reportPages(30_000);

reportLooks(withReport, [
  ['light', 'phone'],
  ['light', 'desktop'],
  ['dark', 'phone'],
  ['dark', 'desktop'],
]);
reportShowsAll(withReport);
