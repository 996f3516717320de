// Asks the host for content, and hands in what a person has decided.

const policy = window.trustedTypes?.createPolicy('dashboard', { createHTML: html => html });
const antiforgery = document.querySelector('meta[name=antiforgery]')?.content ?? '';

export class SignedOut extends Error {}

export function parse(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html').body;
}

export async function get(url) {
  return content(await fetch(url, { headers: { 'X-Dashboard-Fragment': '1' }, credentials: 'same-origin' }));
}

export async function post(url, values) {
  return content(await fetch(url, {
    method: 'POST',
    body: values,
    headers: { 'X-Dashboard-Fragment': '1', 'X-Dashboard-Antiforgery': antiforgery },
    credentials: 'same-origin',
  }));
}

async function content(response) {
  if (response.status === 401) throw new SignedOut();
  if (!response.ok && response.status !== 404) throw new Error(`The host answered ${response.status}.`);
  return response.text();
}
