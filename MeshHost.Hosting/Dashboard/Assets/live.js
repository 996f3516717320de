// Listens for changes while the page can be seen.

import { app, refresh, say } from './page.js';

const listeners = [];
let source = null;

export function onChange(listener) { listeners.push(listener); }

export function listen() {
  document.addEventListener('visibilitychange', () => document.hidden ? close() : open());
  if (!document.hidden) open();
  setInterval(tick, 1000);
}

function open() {
  if (source) return;
  source = new EventSource('/live');
  source.addEventListener('change', event => {
    const changed = event.data.split(' ');
    for (const listener of listeners) listener(changed);
    const wanted = (app().dataset.live ?? '').split(' ');
    if (wanted.some(w => changed.includes(w))) refresh();
  });
  source.onerror = () => {
    say('disconnected');

    // A closed source does not try again by itself: the host is there, and does not know this browser.
    if (source?.readyState === EventSource.CLOSED) {
      close();
      setTimeout(() => { if (!document.hidden) { open(); refresh(); } }, 2000);
    }
  };
  source.onopen = () => refresh();
}

function close() {
  source?.close();
  source = null;
}

// Durations of what is going on are counted here; the host need not send them every second.
function tick() {
  for (const time of document.querySelectorAll('time[data-since]')) {
    const text = duration((Date.now() - Number(time.dataset.since)) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
}

export function duration(seconds) {
  if (seconds < 0) seconds = 0;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours}h ${String(minutes % 60).padStart(2, '0')}m` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}
