// Where the script begins: what clicks, keys and inputs do.

import { openDialog, startDialog, submitInto } from './dialog.js';
import { startDrawing } from './drawing.js';
import { startLists } from './lists.js';
import { listen } from './live.js';
import { go, refresh, say } from './page.js';
import { post, SignedOut } from './server.js';

let typing = 0;

document.addEventListener('click', event => {
  const link = event.target.closest('a[href]');
  if (link && isPage(link) && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    go(link.href);
  }

  const opener = event.target.closest('[data-dialog]');
  if (opener) attempt(openDialog(opener.dataset.dialog));
  const secret = event.target.closest('[data-reveal]');
  if (secret) attempt(reveal(secret));
  if (event.target.closest('[data-theme-toggle]')) toggleTheme();
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target) || opener) menu.open = false;
  }
});

document.addEventListener('input', event => {
  const form = event.target.closest('form');
  if (form?.matches('[data-filter]')) {
    clearTimeout(typing);
    typing = setTimeout(() => go(addressOf(form), { replace: true }), 150);
  } else {
    event.target.setAttribute('data-dirty', '');
  }
});

document.addEventListener('submit', event => {
  const form = event.target;
  if (form.matches('[data-filter]')) {
    event.preventDefault();
    go(addressOf(form), { replace: true });
  } else if (form.matches('[data-post]')) {
    event.preventDefault();
    attempt(form.dataset.post === 'dialog' ? submitInto(form, event.submitter) : submit(form, event.submitter));
  }
});

document.addEventListener('keydown', event => {
  if (event.key === '/' && !event.target.closest('input, textarea, select')) {
    const search = document.querySelector('input[type=search]');
    if (search) { event.preventDefault(); search.focus(); }
  }
  if (event.key === 'Escape') {
    const menu = event.target.closest('details.menu[open]');
    const close = document.querySelector('a[data-close-details]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
    else if (close && !document.getElementById('dialog').open) close.click();
  }
});

window.addEventListener('popstate', () => refresh());

function isPage(link) {
  return link.origin === location.origin && !link.target && !link.hasAttribute('download') && !link.getAttribute('href').startsWith('#');
}

function addressOf(form) {
  const url = new URL(form.action);
  const values = new FormData(form);
  url.search = '';
  for (const [name, value] of values) if (value) url.searchParams.append(name, value);
  return url;
}

async function submit(form, submitter) {
  await post(form.action, new URLSearchParams(new FormData(form, submitter)));
  for (const input of form.querySelectorAll('[data-dirty]')) input.removeAttribute('data-dirty');
  await refresh();
}

// A secret is fetched when it is asked for, and leaves the page when it is hidden again.
async function reveal(button) {
  const holder = button.closest('[data-secret]');
  const value = holder.querySelector('[data-value]');
  if (holder.hasAttribute('data-keep')) {
    holder.removeAttribute('data-keep');
    await refresh();
    return;
  }
  const { resource, property } = holder.dataset;
  value.textContent = await post('/reveal', new URLSearchParams({ resource, property }));
  button.textContent = 'Hide';
  button.setAttribute('aria-pressed', 'true');
  holder.setAttribute('data-keep', '');
}

function toggleTheme() {
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const current = document.documentElement.dataset.theme;
  const next = current === 'auto' ? (dark ? 'light' : 'dark') : current === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  document.cookie = `meshhost-theme=${next}; path=/; max-age=31536000; samesite=strict`;
}

async function attempt(work) {
  try {
    await work;
  } catch (error) {
    say(error instanceof SignedOut ? 'signed-out' : 'disconnected');
  }
}

startDialog();
startDrawing();
startLists();
listen();
