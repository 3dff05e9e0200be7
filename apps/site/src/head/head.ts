/** A tag of the head of a page, as VitePress takes it. */
export type Tag = [name: 'meta', attributes: Readonly<Record<string, string>>];

/** A page that somebody shares. */
export interface SharedPage {
  readonly title: string;
  readonly description: string;
  /** Its address below the homepage. */
  readonly path: string;
}

/** Returns the Open Graph tags from which other sites show a page: its texts, and {@link addressTags}. */
export function socialTags({ title, description, path }: SharedPage, homepage: string | undefined): Tag[] {
  return [
    property('site_name', 'Thalweg'),
    property('type', 'website'),
    property('title', title),
    property('description', description),
    ...addressTags(path, homepage),
  ];
}

/** Returns the tags that need an absolute address: the page’s own, and the picture’s. There are none without a homepage. */
export function addressTags(path: string, homepage: string | undefined): Tag[] {
  if (homepage === undefined) return [];
  return [
    property('url', homepage + path),
    property('image', `${homepage}social.png`),
    property('image:width', '1200'),
    property('image:height', '630'),
    property('image:alt', 'Thalweg: dataflow graphs that learn, in TypeScript and RxJS'),
    ['meta', { name: 'twitter:card', content: 'summary_large_image' }],
  ];
}

/** Returns a page with tags at the end of its head. */
export function withTags(html: string, tags: readonly Tag[]): string {
  const written = tags.map(([name, attributes]) => {
    const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${value.replaceAll('"', '&quot;')}"`);
    return `<${name}${pairs.join('')} />\n`;
  });
  return html.replace('</head>', `${written.join('')}</head>`);
}

function property(name: string, content: string): Tag {
  return ['meta', { property: `og:${name}`, content }];
}

/** At most so many characters describe a page. */
const MOST = 200;

/** Returns the first paragraph of a page in Markdown as plain text, or undefined if it begins with something else. */
export function firstParagraph(markdown: string): string | undefined {
  const paragraph = /^# .+\n+((?:[^\n#|<`>-].*\n?)+)/m.exec(markdown)?.[1];
  if (paragraph === undefined) return undefined;
  const text = paragraph
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*`]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length <= MOST ? text : `${text.slice(0, MOST).replace(/\W*\s\S*$/, '')} …`;
}

/**
 * Returns a page whose bar at the top stands where it will stay. VitePress gives the bar of a page with a sidebar its class
 * when the application starts, and the bar would move then.
 */
export function withSidebarClass(html: string): string {
  return html.includes('class="VPSidebar') ? html.replace('class="VPNavBar"', 'class="VPNavBar has-sidebar"') : html;
}
