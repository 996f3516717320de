// Long lists: the host sends the rows around those that can be seen; the room of the others is kept free.

import { app, forgetRow, goToRow, onContent } from './page.js';

const overscan = 40;
let frame = 0;

export function startLists() {
  document.addEventListener('scroll', event => {
    if (event.target instanceof Element && event.target.matches('[data-virtual]')) {
      frame ||= requestAnimationFrame(() => { frame = 0; look(event.target); });
    }
  }, { capture: true, passive: true });
  onContent(arrange);
  arrange();
}

function arrange() {
  for (const list of app().querySelectorAll('[data-virtual]')) {
    const { total, first, count, row } = numbers(list);
    const [top, bottom] = list.querySelectorAll('[data-space]');
    const tail = list.hasAttribute('data-tail');
    const wasAtEnd = !list.dataset.seen || list.scrollHeight - list.scrollTop - list.clientHeight < 4 * row;
    top.style.height = `${first * row}px`;
    bottom.style.height = `${Math.max(0, total - first - count) * row}px`;
    if (tail && (wasAtEnd || list.dataset.follow === 'yes')) list.scrollTop = list.scrollHeight;
    list.dataset.seen = 'yes';
  }
}

function look(list) {
  const { total, first, count, row } = numbers(list);
  const top = Math.floor(list.scrollTop / row);
  const bottom = Math.ceil((list.scrollTop + list.clientHeight) / row);
  const atEnd = bottom >= total - 2;
  if (list.hasAttribute('data-tail')) {
    list.dataset.follow = atEnd ? 'yes' : 'no';
    if (atEnd) { forgetRow(); if (first + count >= total) return; }
  }
  const missing = top < first || (bottom > first + count && first + count < total);
  if (missing) goToRow(Math.max(0, top - overscan));
}

function numbers(list) {
  return {
    total: Number(list.dataset.total),
    first: Number(list.dataset.first),
    count: Number(list.dataset.count),
    row: Number(list.dataset.row),
  };
}
