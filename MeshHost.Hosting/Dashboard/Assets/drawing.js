// Zoom and pan of the graph, by wheel, mouse, buttons and keys.

const smallest = 0.15;
const largest = 4;

export function startDrawing() {
  let drag = null;
  document.addEventListener('wheel', event => {
    const svg = event.target.closest?.('svg[data-drawing]');
    if (!svg || !(event.ctrlKey || event.metaKey || event.shiftKey || svg.matches(':focus-within'))) return;
    event.preventDefault();
    zoom(svg, event.deltaY > 0 ? 1.15 : 1 / 1.15, point(svg, event));
  }, { passive: false });
  document.addEventListener('pointerdown', event => {
    const svg = event.target.closest?.('svg[data-drawing]');
    if (svg && event.button === 0 && !event.target.closest('a')) {
      drag = { svg, x: event.clientX, y: event.clientY };
      svg.classList.add('dragging');
    }
  });
  document.addEventListener('pointermove', event => {
    if (!drag) return;
    const scale = unit(drag.svg);
    pan(drag.svg, (drag.x - event.clientX) * scale, (drag.y - event.clientY) * scale);
    drag = { ...drag, x: event.clientX, y: event.clientY };
  });
  document.addEventListener('pointerup', () => { drag?.svg.classList.remove('dragging'); drag = null; });
  document.addEventListener('keydown', event => {
    const svg = event.target.closest?.('.drawing')?.querySelector('svg[data-drawing]');
    if (svg && !event.ctrlKey && !event.altKey && !event.metaKey && key(svg, event.key)) event.preventDefault();
  });
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-zoom]');
    if (button) key(button.closest('.drawing').querySelector('svg[data-drawing]'), button.dataset.zoom);
  });
}

function key(svg, name) {
  const step = box(svg).w / 10;
  switch (name) {
    case '+': case '=': zoom(svg, 1 / 1.25); return true;
    case '-': zoom(svg, 1.25); return true;
    case '0': set(svg, full(svg)); svg.removeAttribute('data-zoomed'); return true;
    case 'ArrowLeft': pan(svg, -step, 0); return true;
    case 'ArrowRight': pan(svg, step, 0); return true;
    case 'ArrowUp': pan(svg, 0, -step); return true;
    case 'ArrowDown': pan(svg, 0, step); return true;
    default: return false;
  }
}

function box(svg) {
  const { x, y, width, height } = svg.viewBox.baseVal;
  return { x, y, w: width, h: height };
}

function full(svg) { return { x: 0, y: 0, w: Number(svg.dataset.width), h: Number(svg.dataset.height) }; }

function set(svg, { x, y, w, h }) {
  svg.setAttribute('viewBox', `${x} ${y} ${w} ${h}`);
  svg.setAttribute('data-zoomed', '');
}

function pan(svg, dx, dy) {
  const b = box(svg);
  set(svg, { ...b, x: b.x + dx, y: b.y + dy });
}

function zoom(svg, factor, around) {
  const b = box(svg);
  const all = full(svg);
  const w = Math.min(Math.max(b.w * factor, all.w * smallest), all.w * largest);
  const f = w / b.w;
  const p = around ?? { x: b.x + b.w / 2, y: b.y + b.h / 2 };
  set(svg, { x: p.x - (p.x - b.x) * f, y: p.y - (p.y - b.y) * f, w, h: b.h * f });
}

function unit(svg) {
  const b = box(svg);
  const r = svg.getBoundingClientRect();
  return Math.max(b.w / r.width, b.h / r.height);
}

function point(svg, event) {
  const matrix = svg.getScreenCTM();
  return matrix ? new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()) : null;
}
