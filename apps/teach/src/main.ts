import { mount } from 'svelte';
import 'playground/colours.css';
import 'playground/style.css';
import App from './App.svelte';

mount(App, { target: document.querySelector('#app')! });
