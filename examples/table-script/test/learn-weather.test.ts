import assert from 'node:assert/strict';
import { it } from 'node:test';
import { learnWeather, weatherFile } from '../src/learn-weather.ts';

it('knows the weather of four days in five, and writes a report', async () => {
  const { scores, html } = await learnWeather(weatherFile);
  assert.ok(scores.accuracy > 0.75, `accuracy ${scores.accuracy}`);
  assert.match(html, /<svg/);
});
