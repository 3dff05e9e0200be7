/** @module-tag chromium */
import { isRelease, landingRows } from '@thalweg/drawn';
import { reportLooks, reportPages, reportShowsAll } from '../testing/report-pages.ts';

const withReport = reportPages(isRelease ? 30_000 : 5000);

reportLooks(
  withReport,
  landingRows('looks of the report on flights', [
    ['light', 'phone'],
    ['light', 'desktop'],
    ['dark', 'phone'],
    ['dark', 'desktop'],
  ]),
);
reportShowsAll(withReport);
