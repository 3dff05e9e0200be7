/** @module-tag chromium */
import { reportLooks, reportPages, reportShowsAll } from '../testing/report-pages.ts';

const withReport = reportPages(5000);

// Each scheme, and each width; a release looks at the others too.
reportLooks(withReport, [
  ['light', 'phone'],
  ['dark', 'desktop'],
]);

reportShowsAll(withReport);
