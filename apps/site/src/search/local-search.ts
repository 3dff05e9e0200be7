import { relative, sep } from 'node:path';
import type { Options, SearchOptions } from 'minisearch';
import type { MarkdownEnv } from 'vitepress';

/** A section in the index. */
interface Indexed {
  readonly id: string;
  readonly title: string;
  readonly titles: readonly string[];
  readonly text: string;
}

// VitePress hands the functions of both options to the page as text, so they use nothing outside of themselves.

/** The options with which the index is made, and with which the page opens it. */
const options = {
  fields: ['asked', 'title', 'titles', 'text'],
  storeFields: ['title', 'titles'],
  extractField(section, field): unknown {
    if (field === 'text') return section.text.split('\u0000')[0];
    if (field === 'asked') return section.text.split('\u0000')[1] ?? '';
    return section[field as keyof Indexed];
  },
  /** Words in small letters, without those that any question has. */
  processTerm(term): string | null {
    const word = term.toLowerCase();
    return /^(a|an|and|are|can|do|does|for|from|how|i|in|is|it|my|of|on|or|the|to|what|with)$/.test(word) ? null : word;
  },
} satisfies Options<Indexed>;

/**
 * The options of each search. Short words are taken as they are, and pages that people wrote stand before those of the API, except
 * for who asks by the name of an export.
 */
const searchOptions = {
  prefix: true,
  fuzzy: term => (term.length > 4 ? 0.2 : false),
  boost: { asked: 6, title: 4, text: 2, titles: 1 },
  boostDocument: (id: string, term, stored) => {
    if (!id.includes('/api/')) return 1;
    return String(stored?.['title']).toLowerCase().replaceAll(/\W/g, '') === term ? 0.5 : 0.2;
  },
} satisfies SearchOptions;

/** Returns the options of VitePress’s search through the pages of a folder. */
export function localSearch(docs: string) {
  const _splitIntoSections = searchedSections(docs, askedWords);
  return { _render: searchedHtml, miniSearch: { options, searchOptions, _splitIntoSections } };
}

/**
 * The words that people ask with and that a page answers, by the path of the page in `docs`. The search weighs them more than a
 * title, since a title has one word for a task and readers come with another one.
 */
export const askedWords: Readonly<Record<string, string>> = /* @__PURE__ */ Object.freeze({
  'start/install.md': 'install, installation, setup, npm, pnpm, bundler, requirements, tarball',
  'start/first-training.md': 'first training, getting started, quick start, hello world, tutorial, beginner',
  'start/first-page.md': 'first page, browser, web page',
  'start/first-stream.md': 'first stream, live data',
  'guides/choosing.md':
    'which model, which optimizer, which loss, baseline, algorithm, number of units, hyperparameters',
  'guides/data.md':
    'dataset, batch size, mini-batch, shuffle, split, epoch, missing values, categorical features, class imbalance, one hot',
  'guides/your-own-pictures.md': 'image, photo, jpeg, png, webp, webcam, augmentation, folder, vision, classify images',
  'guides/layers.md': 'network, architecture, dropout, initialization, activation, weight sharing',
  'guides/optimizers.md': 'learning rate, schedule, scheduler, warmup, weight decay, momentum, sgd, gradient clipping',
  'guides/overfitting.md': 'regularization, regularisation, generalization, early stopping, dropout, l2, validation',
  'guides/transfer-learning.md':
    'pretrained, backbone, freeze, transfer learning, finetuning, feature extraction, lora, adapters',
  'guides/forecasting.md': 'time series, predict the future, lags, horizon, seasonal',
  'guides/online-learning.md': 'incremental, streaming, predict then learn',
  'guides/without-tuning.md': 'tuning, hyperparameters, step size, parameter free, automatic learning rate',
  'guides/is-it-learning.md': 'baseline, dummy, no change, majority class, persistence, kappa, beats',
  'guides/late-labels.md': 'late labels, delayed labels, feedback, ground truth',
  'guides/drift.md': 'drift, concept drift, distribution shift, adapt',
  'guides/snapshots.md': 'save, resume, checkpoint, restore, continue, interrupted, crash, persist',
  'guides/deploy.md':
    'production, serve, server, inference, host, cloudflare, edge worker, docker, static page, bundle',
  'guides/operations.md': 'monitoring, prometheus, observability, alert, dashboard, health',
  'guides/workers.md': 'web worker, worker threads, background, parallel, server',
  'guides/speed.md': 'slow, faster, performance, gpu, threads, simd, optimize',
  'guides/debugging-nan.md': 'nan, infinity, diverges, exploding gradient, loss grows',
  'guides/testing.md': 'unit test, gradient check, reproducible',
  'guides/troubleshooting.md': 'error, warning, problem, help, does not work, does not learn, memory leak, debug',
  'guides/write-your-own.md': 'custom, extend, plugin, own operation, own layer, own loss, own optimizer, own metric',
  'faq.md': 'license, licence, questions, gpu, comparison',
  'glossary.md': 'terms, definitions, vocabulary, meaning',
  'examples.md': 'sample, demo, template, starter, gallery',
  'programs.md': 'mnist, digits, spam, demo, command',
  'models.md': 'save a model, load a model, export, share, file, model card',
  'exchange.md': 'onnx, pytorch weights, import, export, convert, safetensors, state dict',
  'coming-from/pytorch.md': 'torch',
  'coming-from/tensorflow-js.md': 'tensorflow, tfjs, keras',
  'tables.md': 'tabular, spreadsheet, regression, classification, cross-validation',
  'readers.md': 'csv, parquet, arrow, json lines, file, database, sql, read',
  'precompiled.md': 'edge worker, content security policy, csp, build time',
  'blas.md': 'openblas, faster in node, matrix product',
  'native.md': 'llvm, machine code, avx2, faster in node, koffi',
  'scale.md': 'distributed, cluster, several machines, multiple processes, kafka, nats',
  'text.md': 'transformer, language model, attention, nlp',
  'sequences.md': 'time series, recurrent, lstm, gru, rnn',
  'versioning.md': 'upgrade, breaking change, semver, deprecation, changelog',
  'how-fast.md': 'benchmark, performance, compare',
});

/** The part of VitePress’s renderer that is used. */
interface Renderer {
  readonly render: (source: string, env: MarkdownEnv) => string;
}

/**
 * Returns the HTML that the search looks through. Of pages of the API it has the headings of names and the paragraph below
 * each, so that a search finds each export and the index stays small.
 */
function searchedHtml(source: string, env: MarkdownEnv, markdown: Renderer): string {
  const isApi = env.relativePath.startsWith('api/');
  const html = markdown.render(isApi ? headed(source) : source, env);
  if (env.frontmatter?.['search'] === false) return '';
  return isApi
    ? [...html.matchAll(/<h[1-3][^]*?<\/h[1-3]>(\s*<p>[^]*?<\/p>)?/g)].map(([part]) => part).join('\n')
    : html;
}

/** The headings of a page, which number each other’s anchors, and the text below each up to the first empty line. */
function headed(source: string): string {
  const outside = source.replaceAll(/^(```+)[^]*?^\1`*$/gm, '');
  return [...outside.matchAll(/^#{1,6} .*\n(\n(?!#|<|\|).+(\n.+)*)?/gm)].map(([part]) => `${part}\n`).join('\n');
}

/** A section of a page as VitePress adds it to the index: the text below one heading. */
interface SearchedSection {
  readonly anchor: string;
  /** The headings above it, and its own. */
  readonly titles: string[];
  /** Its text; that of a page's first section is followed by {@link ASKED} and the words that the page answers. */
  readonly text: string;
}

/** Separates a text from the words that people ask with, here and in the options of the index; no text has it. */
const ASKED = '\u0000';

const HEADING = /<h([1-6])[^>]*>(.*?)<a[^>]* href="#([^"]*)"[^>]*>.*?<\/a><\/h\1>/gs;

/** Returns a function that cuts the HTML of a file below `docs` into sections, and gives the first one its words. */
function searchedSections(
  docs: string,
  asked: Readonly<Record<string, string>>,
): (file: string, html: string) => SearchedSection[] {
  return (file, html) => {
    const headings = [...html.matchAll(HEADING)];
    const words = asked[relative(docs, file).split(sep).join('/')] ?? '';
    const above: string[] = [];
    return headings.map(([heading, level, title, anchor], at) => {
      above.length = Math.min(above.length, Number(level) - 1);
      above[Number(level) - 1] = plain(title!).trim();
      const text = plain(html.slice(headings[at]!.index + heading.length, headings[at + 1]?.index));
      return { anchor: anchor!, titles: above.filter(Boolean), text: at === 0 ? text + ASKED + words : text };
    });
  };
}

function plain(html: string): string {
  return html.replaceAll(/<[^>]*>/g, '');
}
