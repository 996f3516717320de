// The one dialog: a command with its question and inputs, then how it goes and how it ended.

import { get, parse, post } from './server.js';
import { morph } from './morph.js';
import { onChange } from './live.js';

const dialog = () => document.getElementById('dialog');

export async function openDialog(url) {
  show(await get(url));
  if (!dialog().open) dialog().showModal();
}

export async function submitInto(form, submitter) {
  const values = new URLSearchParams(new FormData(form, submitter));
  for (const button of form.querySelectorAll('button')) button.disabled = true;
  show(await post(form.action, values));
}

function show(html) {
  const content = parse(html);
  const body = dialog().querySelector('[data-dialog-body]');
  const wrapper = body.cloneNode(false);
  wrapper.append(...content.childNodes);
  morph(body, wrapper);
}

export function startDialog() {
  dialog().addEventListener('click', event => {
    if (event.target === dialog() || event.target.closest('[data-close]')) dialog().close();
  });
  dialog().addEventListener('close', () => dialog().querySelector('[data-dialog-body]').replaceChildren());
  onChange(async changed => {
    const polled = dialog().querySelector('[data-poll]');
    if (dialog().open && polled && changed.includes('resources')) show(await get(polled.dataset.poll));
  });
}
