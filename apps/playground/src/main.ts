import { mount } from 'svelte';
import './colours.css';
import './style.css';
import App from './shell/App.svelte';

mount(App, { target: document.querySelector('#app')! });
