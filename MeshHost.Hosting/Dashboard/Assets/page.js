// The page and its address: loads content when the address changes or the host says that something has changed.

import { morph } from './morph.js';
import { get, parse, SignedOut } from './server.js';

const shortestPause = 250;
const listeners = [];
let running = null;
let again = false;
let from = null;

export function onContent(listener) { listeners.push(listener); }

export function app() { return document.getElementById('app'); }

// Shows other content at the address. A new path is a new page: it begins at its top, and for a screen reader at its main part.
export async function go(url, { replace = false } = {}) {
  const next = new URL(url, location.href);
  const newPage = next.pathname !== location.pathname;
  from = null;
  history[replace ? 'replaceState' : 'pushState'](null, '', next);
  await refresh();
  if (newPage) {
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }
}

// Asks for the part of a long list that begins at a row.
export function goToRow(row) {
  if (from === row) return;
  from = row;
  refresh();
}

export function forgetRow() { from = null; }

// Loads the content again. While a load is under way further wishes wait, and are fulfilled together.
export function refresh() {
  again = true;
  running ??= run().finally(() => { running = null; });
  return running;
}

async function run() {
  while (again) {
    again = false;
    try {
      const url = new URL(location.href);
      if (from !== null) url.searchParams.set('from', from);
      const asked = location.href;
      const content = parse(await get(url)).querySelector('#app');
      if (asked !== location.href || !content) continue;
      morph(app(), content);
      document.title = content.dataset.title ?? document.title;
      say(null);
      for (const listener of listeners) listener();
    } catch (error) {
      say(error instanceof SignedOut ? 'signed-out' : 'disconnected');
    }
    if (again) await new Promise(resolve => setTimeout(resolve, shortestPause));
  }
}

// Says that what is shown is not what is so.
export function say(state) {
  document.documentElement.toggleAttribute('data-stale', state !== null);
  for (const message of document.querySelectorAll('[data-connection]')) message.hidden = message.dataset.connection !== state;
}
