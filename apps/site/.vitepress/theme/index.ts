import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { h } from 'vue';
import { pageBlocks } from '../../src/editing/page-programs.ts';
import EditableBlock from './EditableBlock.vue';
import LiveCircuit from './LiveCircuit.vue';
import NotFound from './NotFound.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'not-found': () => h(NotFound) }),
  enhanceApp({ app }) {
    app.provide(pageBlocks, new Set());
    app.component('EditableBlock', EditableBlock);
    app.component('LiveCircuit', LiveCircuit);
  },
} satisfies Theme;
