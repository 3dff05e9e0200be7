/**
 * Returns a page whose bar at the top stands where it will stay. VitePress gives the bar of a page with a sidebar its class
 * when the application starts, and the bar would move then.
 */
export function withSidebarClass(html: string): string {
  return html.includes('class="VPSidebar') ? html.replace('class="VPNavBar"', 'class="VPNavBar has-sidebar"') : html;
}
