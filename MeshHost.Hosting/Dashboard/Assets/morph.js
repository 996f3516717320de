// Turns one tree of elements into another, touching only what differs: focus, selection, scroll position and what a person is
// typing survive. Elements are told apart by id or data-key; what the script itself has changed carries data-keep.

export function morph(target, source) {
  if (target.hasAttribute('data-keep')) return;
  if (target.isEqualNode(source)) return;
  morphAttributes(target, source);
  if (target.nodeName === 'SELECT' && document.activeElement === target) return;
  morphChildren(target, source);
  morphValue(target, source);
}

function morphAttributes(target, source) {
  for (const { name, value } of source.attributes) {
    if (!isOwn(target, name) && target.getAttribute(name) !== value) target.setAttribute(name, value);
  }
  for (const { name } of [...target.attributes]) {
    if (!source.hasAttribute(name) && !isOwn(target, name)) target.removeAttribute(name);
  }
}

// Attributes that belong to the person, or to the script on the person's behalf.
function isOwn(target, name) {
  return name === 'style'
    || (name === 'open' && target.nodeName === 'DETAILS')
    || (name === 'viewBox' && target.hasAttribute('data-zoomed'))
    || name === 'data-zoomed'
    || name === 'data-dirty';
}

function morphValue(target, source) {
  if (target === document.activeElement || target.hasAttribute('data-dirty')) return;
  if (target.nodeName === 'INPUT' && target.value !== source.value) target.value = source.value;
  if (target.nodeName === 'INPUT' && target.checked !== source.checked) target.checked = source.checked;
  if (target.nodeName === 'SELECT' && target.value !== source.value) target.value = source.value;
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || node.getAttribute('data-key') : null;
}

function morphChildren(target, source) {
  const keyed = new Map();
  for (const child of target.children) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }

  let current = target.firstChild;
  for (const wanted of [...source.childNodes]) {
    const key = keyOf(wanted);
    let match = key ? keyed.get(key) : null;
    if (match && match.nodeName !== wanted.nodeName) match = null;
    if (!match && !key && current && !keyOf(current) && current.nodeName === wanted.nodeName) match = current;
    if (!match) {
      target.insertBefore(document.importNode(wanted, true), current);
      continue;
    }

    if (match === current) current = current.nextSibling;
    else target.insertBefore(match, current);
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, wanted);
    else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
  }

  while (current) {
    const next = current.nextSibling;
    current.remove();
    current = next;
  }
}
