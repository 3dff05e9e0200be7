import { writeFileSync } from 'node:fs';
import { learnWeather, weatherFile } from './learn-weather.ts';

const { scores, html } = await learnWeather(process.argv[2] ?? weatherFile);
writeFileSync('report.html', html);
console.log(`${String(scores)}\nSee report.html for the charts.`);
